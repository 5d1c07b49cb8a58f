#include "gate/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "gate/comparability.h"
#include "gate/grade_turn.h"
#include "gate/target_comparison.h"
#include "report/report.h"

namespace isograde {
namespace {

std::map<std::string, const TargetReport*> ByName(const Report& report) {
  std::map<std::string, const TargetReport*> targets;
  for (const TargetReport& target : report.targets) targets[target.target.name] = &target;
  return targets;
}

// A package has the grade of its worst module: what holds for that one's holds for the package's.
void AddPackage(const TargetReport& was, const TargetReport& is, Severity lightest,
                Comparison& comparison) {
  if (is.target.kind != TargetKind::kPackage || is.grade.letter == was.grade.letter) return;
  const auto& changes = comparison.changes;
  const auto of_module = std::find_if(changes.begin(), changes.end(), [&](const Change& change) {
    return change.target == is.worst && change.check.empty();
  });
  const bool known = of_module != changes.end();
  const Drift otherwise = DriftOfGrades(was.grade.letter, is.grade.letter, lightest);
  comparison.changes.push_back({.drift = known ? of_module->drift : otherwise,
                                .target = is.target.name,
                                .text = fmt::format("grade {}, was {}: {}", is.grade.letter,
                                                    was.grade.letter, is.grade.reason),
                                .reason = known ? of_module->reason : ""});
}

// Entries that nothing needs, by a slip of the pen or because what they were for is mended.
void RemarkOnIdle(const ComparisonPolicy& policy, Comparison& comparison) {
  if (!policy.targets.empty()) return;  // they may be for others
  for (const Acceptance& one : policy.accepted) {
    const auto& changes = comparison.changes;
    const bool needed = std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
      return (change.drift == Drift::kAccepted || one.HasExpired(policy.today)) &&
             one.Covers(change.target, change.check,
                        change.configs.empty() ? "" : change.configs.front());
    });
    if (!needed)
      comparison.remarks.push_back(
          fmt::format("the acceptance of {} of {} (line {}) accepts nothing: nothing that it "
                      "covers got worse",
                      one.check, one.target, one.line));
  }
}

bool Wanted(const TargetReport& target, const std::vector<std::string>& wanted) {
  const auto names = [&](const std::string& name) {
    return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  };
  return wanted.empty() || names(target.target.name) || names(target.target.owner);
}

}  // namespace

bool Comparison::GotWorse() const {
  return std::any_of(changes.begin(), changes.end(),
                     [](const Change& change) { return change.drift == Drift::kWorse; });
}

Comparison Compare(const Report& baseline, const Report& now, const ComparisonPolicy& policy) {
  const Comparability can = ComparabilityOf(baseline, now);
  Comparison comparison{.remarks = can.remarks};
  const auto before = ByName(baseline), after = ByName(now);
  for (const TargetReport& was : baseline.targets) {
    if (!Wanted(was, policy.targets)) continue;
    ++comparison.targets;
    const auto is = after.find(was.target.name);
    const bool gone = is == after.end() || is->second->target.kind == TargetKind::kUnknown;
    if (gone && was.target.kind != TargetKind::kUnknown) {
      comparison.changes.push_back(
          {.drift = Drift::kWorse,
           .target = was.target.name,
           .text = is == after.end() ? "gone: it was in the baseline, and is not in this report"
                                     : "gone: " + is->second->grade.reason});
      continue;
    }
    if (gone) continue;
    TargetComparison target = CompareTarget(was, *is->second, can, policy);
    comparison.checks += target.checks;
    std::move(target.changes.begin(), target.changes.end(), std::back_inserter(comparison.changes));
  }
  for (const TargetReport& was : baseline.targets) {
    const auto is = after.find(was.target.name);
    if (can.grades && is != after.end() && Wanted(was, policy.targets))
      AddPackage(was, *is->second, policy.lightest, comparison);
  }
  for (const TargetReport& is : now.targets) {
    if (!before.contains(is.target.name))
      comparison.changes.push_back({.drift = Drift::kNoted,
                                    .target = is.target.name,
                                    .text = fmt::format("is not in the baseline; grade {}: {}",
                                                        is.grade.letter, is.grade.reason)});
  }
  RemarkOnIdle(policy, comparison);
  std::stable_sort(comparison.changes.begin(), comparison.changes.end(),
                   [](const Change& a, const Change& b) { return a.drift < b.drift; });
  return comparison;
}

}  // namespace isograde
