#include "gate/check_turn.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/json_name.h"
#include "gate/subject.h"

namespace isograde {
namespace {

std::optional<CheckTurn> TurnToFailure(const CheckResult* was, const CheckResult& is,
                                       Severity lightest) {
  const bool failed = was && was->finding.verdict == Verdict::kFail;
  const bool graver = failed && SeverityOf(is) < SeverityOf(*was);
  const bool starts_to_count = failed && is.counts && !was->counts;
  const bool is_same = failed && !graver && !starts_to_count;
  const std::vector<std::string> fresh =
      is_same ? NewSubjects(was->finding, is.finding) : std::vector<std::string>();
  if (is_same && fresh.empty()) return std::nullopt;
  const bool worse = is.counts && SeverityOf(is) <= lightest;
  return CheckTurn{worse ? Drift::kWorse : Drift::kNoted,
                   fmt::format("{}{}",
                               graver            ? "fails more gravely than before"
                               : starts_to_count ? "fails, and now that counts"
                               : is_same         ? "fails of more than before"
                               : was             ? "fails"
                                     : "fails, and the baseline does not have this check",
                               is.counts ? "" : ", which does not count"),
                   is_same ? fmt::format("{}", fmt::join(fresh, ", ")) : is.finding.message,
                   is_same ? fresh : SubjectsOf(is.finding),
                   is_same,
                   !is_same && HasUnnamed(is.finding)};
}

}  // namespace

Severity SeverityOf(const CheckResult& result) {
  return result.finding.severity.value_or(result.severity);
}

std::optional<CheckTurn> TurnOf(const CheckResult* was, const CheckResult& is, Severity lightest) {
  const Verdict after = is.finding.verdict;
  const std::string& message = is.finding.message;
  if (after == Verdict::kFail) return TurnToFailure(was, is, lightest);
  if (!was) return std::nullopt;
  const Verdict before = was->finding.verdict;
  if (before == Verdict::kFail) {
    return after == Verdict::kPass
               ? CheckTurn{Drift::kBetter, "passes now", ""}
               : CheckTurn{Drift::kNoted, fmt::format("failed, and now {}", JsonName(after)),
                           message};
  }
  if (before != Verdict::kPass || after == Verdict::kPass) return std::nullopt;
  // It passed, and does so no longer, without failing.
  const bool worse = after == Verdict::kInconclusive && is.counts && is.severity <= lightest;
  if (after == Verdict::kInconclusive)
    return CheckTurn{worse ? Drift::kWorse : Drift::kNoted, "passed, and now it could not be told",
                     message};
  if (after == Verdict::kHarnessError)
    return CheckTurn{Drift::kNoted, "passed, and now the harness failed", message};
  return CheckTurn{Drift::kNoted, std::string(kNoLongerApplies), message};
}

}  // namespace isograde
