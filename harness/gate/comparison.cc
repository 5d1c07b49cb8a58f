#include "gate/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "gate/comparability.h"
#include "gate/grade_turn.h"
#include "gate/target_comparison.h"
#include "report/report.h"

namespace isograde {
namespace {

// A distribution may be called as a module of its own is.
using Key = std::pair<bool, std::string>;
Key KeyOf(const Target& target) { return {target.kind == TargetKind::kDistribution, target.name}; }

std::map<Key, const TargetReport*> ByKey(const Report& report) {
  std::map<Key, const TargetReport*> targets;
  for (const TargetReport& target : report.targets) targets[KeyOf(target.target)] = &target;
  return targets;
}

// As the same, or, but for a member, as whatever is called so: what it is may have changed.
const TargetReport* Find(const Target& target, const std::map<Key, const TargetReport*>& in) {
  const Key key = KeyOf(target);
  auto found = in.find(key);
  if (found == in.end() && target.owner.empty()) found = in.find({!key.first, key.second});
  return found == in.end() ? nullptr : found->second;
}

// A distribution may have the grade of its worst member: what holds for that one's holds for its
// own.
void AddDistribution(const TargetReport& was, const TargetReport& is, Severity lightest,
                     Comparison& comparison) {
  if (is.worst.empty() || is.grade.letter == was.grade.letter) return;
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

// One that was graded for being there, where now only those are that a root loads.
bool IsLeftOut(const TargetReport& was, const Report& baseline, const Report& now) {
  if (was.target.owner.empty() || (baseline.schema != kFirstReportSchema && !was.target.is_apart))
    return false;
  return std::any_of(now.targets.begin(), now.targets.end(), [&](const TargetReport& one) {
    const auto& members = one.target.members;
    return one.target.kind == TargetKind::kDistribution &&
           std::any_of(members.begin(), members.end(), [&](const Target::Member& member) {
             return member.name == was.target.name && !member.is_loaded;
           });
  });
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
  const auto before = ByKey(baseline), after = ByKey(now);
  for (const TargetReport& was : baseline.targets) {
    if (!Wanted(was, policy.targets)) continue;
    ++comparison.targets;
    const TargetReport* const is = Find(was.target, after);
    const bool gone = !is || is->target.kind == TargetKind::kUnknown;
    if (!is && IsLeftOut(was, baseline, now)) {
      comparison.changes.push_back({.drift = Drift::kNoted,
                                    .target = was.target.name,
                                    .text = "is not graded here: no root of its distribution loads "
                                            "it"});
      continue;
    }
    if (gone && was.target.kind != TargetKind::kUnknown) {
      comparison.changes.push_back(
          {.drift = Drift::kWorse,
           .target = was.target.name,
           .text = is ? "gone: " + is->grade.reason
                      : "gone: it was in the baseline, and is not in this report"});
      continue;
    }
    if (gone) continue;
    TargetComparison target = CompareTarget(was, *is, can, policy);
    comparison.checks += target.checks;
    std::move(target.changes.begin(), target.changes.end(), std::back_inserter(comparison.changes));
  }
  for (const TargetReport& was : baseline.targets) {
    const TargetReport* const is = Find(was.target, after);
    if (can.grades && is && Wanted(was, policy.targets))
      AddDistribution(was, *is, policy.lightest, comparison);
  }
  for (const TargetReport& is : now.targets) {
    if (!Find(is.target, before))
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
