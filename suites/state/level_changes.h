#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "base/json_fields.h"
#include "checklist/finding.h"
#include "checklist/observations.h"
#include "evidence/state_change.h"
#include "suites/state/static_changes.h"
#include "target/recipe.h"

namespace isograde {

/// Something that became different while one interpreter was at work, on a level that is not its
/// own.
struct LevelChange {
  StateChange change;
  std::string reason;  ///< why the module does that on purpose, by its recipe; empty: it does not
};
ISOGRADE_JSON(LevelChange);

struct LevelChanges {
  static constexpr const char* kName = "level-changes";
  StaticPhase phase = StaticPhase::kImport;
  int interpreter = 0;  ///< that was at work
  int seen_in = -1;     ///< whose state changed; -1: the process's or the runtime's
  std::string call{};   ///< that brought it about, where that is known
  std::vector<LevelChange> changes{};
};
ISOGRADE_JSON(LevelChanges);

/// Why the module changes that on purpose: a change of the umask is, where its recipe says so of
/// "process" and "umask". Empty: it does not.
std::string PurposeOf(const Recipe& recipe, const StateChange& change);

/// The C functions of other modules that the target has exchanged, on purpose left out. They are no
/// part of what JudgeLevels finds: state/other-libraries-untouched tells of them.
std::vector<Evidence> EvidenceOfFunctions(const Observations& seen);

/// What a check of these levels finds.
Finding JudgeLevels(const Observations& seen, std::initializer_list<StateLevel> levels);

}  // namespace isograde
