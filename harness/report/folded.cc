#include "report/folded.h"

#include <algorithm>
#include <tuple>

#include "report/report.h"

namespace isograde {
namespace {

bool Wanted(const CheckResult& result, bool all) {
  return all || result.finding.verdict == Verdict::kFail ||
         result.finding.verdict == Verdict::kInconclusive ||
         result.finding.verdict == Verdict::kHarnessError;
}

}  // namespace

std::vector<Folded> Fold(const TargetReport& report, bool all) {
  std::vector<Folded> told;
  // Addresses and counts differ from config to config where the sentence is the same otherwise:
  // failures fold by check.
  const auto same = [](const CheckResult& a, const CheckResult& b) {
    const bool failures = a.finding.verdict == Verdict::kFail;
    return a.id == b.id && a.finding.verdict == b.finding.verdict &&
           a.finding.severity == b.finding.severity &&
           (failures || a.finding.message == b.finding.message);
  };
  for (const CheckResult& result : report.results) {
    if (!Wanted(result, all)) continue;
    auto entry = std::find_if(told.begin(), told.end(),
                              [&](const Folded& other) { return same(*other.result, result); });
    if (entry == told.end()) entry = told.insert(told.end(), Folded{&result, {}, false});
    entry->configs.push_back(result.config);
    entry->counts |= result.counts;
  }
  const auto rank = [](const Folded& entry) {
    const Finding& finding = entry.result->finding;
    const int verdict = finding.verdict == Verdict::kFail           ? 0
                        : finding.verdict == Verdict::kHarnessError ? 1
                        : finding.verdict == Verdict::kInconclusive ? 2
                        : finding.verdict == Verdict::kPass         ? 3
                                                                    : 4;
    const int severity = verdict == 0 ? static_cast<int>(entry.severity()) : 0;
    return std::tuple(verdict, !entry.counts && verdict == 0, severity);
  };
  std::stable_sort(told.begin(), told.end(),
                   [&](const Folded& a, const Folded& b) { return rank(a) < rank(b); });
  return told;
}

}  // namespace isograde
