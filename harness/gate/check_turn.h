#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checklist/grade.h"
#include "gate/drift.h"

namespace isograde {

/// How a check that passed and does not apply any more begins.
inline constexpr std::string_view kNoLongerApplies = "passed, and now does not apply";

/// One turn of a check's verdict, in the words of the gate. `drift` is kWorse for what acceptance
/// may still make lighter.
struct CheckTurn {
  Drift drift;
  std::string how;      ///< "fails more gravely than before"
  std::string message;  ///< the finding's; of one that failed before, what is new in it
  /// What the failure is about by name: of one that failed before, what it was not about then.
  std::vector<std::string> subjects{};
  bool is_of_more = false;   ///< it failed before, and does so of these besides
  bool has_unnamed = false;  ///< it is about something besides that has no name
};

/// What a finding is graded with: its own severity, or its check's.
Severity SeverityOf(const CheckResult& result);

/// `was`: nullptr where the baseline does not have the check. `lightest`: the lightest failure that
/// is worse. None where nothing turned.
std::optional<CheckTurn> TurnOf(const CheckResult* was, const CheckResult& is, Severity lightest);

}  // namespace isograde
