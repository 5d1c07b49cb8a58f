#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "base/state_level.h"

namespace isograde {

/// Something beyond a module that became different while it was at work.
struct StateChange {
  enum class Kind { kOther, kNew, kGone };

  StateLevel level = StateLevel::kProcess;
  std::string item;  ///< "umask", "sys.modules['x']"
  Kind kind = Kind::kOther;
  std::string was;  ///< empty of what is new, or of whose value nothing is known
  std::string is;
  std::string words{};  ///< what that means, instead of the item
};
NLOHMANN_JSON_SERIALIZE_ENUM(StateChange::Kind, {{StateChange::Kind::kOther, "other"},
                                                 {StateChange::Kind::kNew, "new"},
                                                 {StateChange::Kind::kGone, "gone"}})
ISOGRADE_JSON(StateChange);

/// What of `changes` is left when `others` would have been made anyway: a descriptor of the same
/// thing, whatever its number; so many threads, of a number of them; else the same change.
std::vector<StateChange> Beyond(std::vector<StateChange> others, std::vector<StateChange> changes);

/// "process: umask was 022, is 077".
std::string Text(const StateChange& change);
std::vector<std::string> Texts(const std::vector<StateChange>& changes);

}  // namespace isograde
