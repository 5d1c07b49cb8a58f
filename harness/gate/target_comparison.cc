#include "gate/target_comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "gate/check_turn.h"
#include "gate/grade_turn.h"
#include "gate/subject.h"
#include "gate/use_turn.h"
#include "report/report.h"

namespace isograde {
namespace {

using Key = std::pair<std::string, std::string>;  // check, config

std::map<Key, const CheckResult*> ByKey(const TargetReport& report) {
  std::map<Key, const CheckResult*> results;
  for (const CheckResult& result : report.results) results[{result.id, result.config}] = &result;
  return results;
}

class Comparer {
 public:
  Comparer(const TargetReport& was, const TargetReport& is, const Comparability& can,
           const ComparisonPolicy& policy)
      : was_(was), is_(is), can_(can), policy_(policy) {}

  TargetComparison Take() {
    Checks();
    Absences();
    Loading();
    Uses();
    if (can_.grades) Grades();
    FoldLost();
    return std::move(all_);
  }

 private:
  // The same turn in several configs is told once: of failures those of one severity, with the
  // message and the evidence of the first.
  void Add(const CheckTurn& turn, const CheckResult& result) {
    const bool fails = result.finding.verdict == Verdict::kFail;
    Change change{.drift = turn.drift,
                  .target = is_.target.name,
                  .check = result.id,
                  .configs = {result.config},
                  .text = turn.message.empty() ? turn.how : turn.how + ": " + turn.message,
                  .subjects = turn.subjects,
                  .has_unnamed = turn.has_unnamed};
    if (fails && result.counts) change.severity = SeverityOf(result);
    Accept(change);
    for (Change& known : all_.changes) {
      const bool same = known.check == change.check && known.drift == change.drift &&
                        known.reason == change.reason && known.severity == change.severity;
      if (same && (fails && !turn.is_of_more ? known.text.starts_with(turn.how + ":")
                                             : known.text == change.text)) {
        known.configs.push_back(result.config);
        return;
      }
    }
    for (const Evidence& evidence : result.finding.evidence) {
      if (!fails || (turn.is_of_more && !IsAbout(change, evidence))) continue;
      if (change.file.empty() && evidence.line > 0) {
        change.file = evidence.file;
        change.line = evidence.line;
      }
      if (change.text.find(evidence.text) == std::string::npos)
        change.details.push_back(evidence.text);
    }
    all_.changes.push_back(std::move(change));
  }

  static bool IsAbout(const Change& change, const Evidence& evidence) {
    return std::find(change.subjects.begin(), change.subjects.end(), SubjectOf(evidence)) !=
           change.subjects.end();
  }

  // What is not about a check: told once for all configs.
  void Add(Drift drift, const std::string& config, const std::string& text) {
    Change change{.drift = drift, .target = is_.target.name, .text = text};
    if (!config.empty()) change.configs.push_back(config);
    Accept(change);
    for (Change& known : all_.changes) {
      if (known.check.empty() && known.drift == change.drift && known.text == text &&
          known.reason == change.reason) {
        known.configs.push_back(config);
        return;
      }
    }
    all_.changes.push_back(std::move(change));
  }

  void Accept(Change& change) const {
    if (change.drift != Drift::kWorse) return;
    const std::string config = change.configs.empty() ? "" : change.configs.front();
    std::vector<std::string> left = change.subjects;
    for (const Acceptance& one : policy_.accepted) {
      if (!one.Covers(change.target, change.check, config)) continue;
      if (one.HasExpired(policy_.today)) {
        change.details.push_back(
            fmt::format("it was accepted until {}: {}", one.until, one.reason));
        continue;
      }
      if (!one.variable.empty()) {
        // Some of what it is about: the rest may be accepted by others.
        std::erase_if(left, [&](const auto& subject) { return one.CoversVariable(subject); });
        if (!left.empty() || change.subjects.empty() || change.has_unnamed) continue;
      }
      change.drift = Drift::kAccepted;
      change.reason = one.reason;
      return;
    }
  }

  bool IsAccepted(const CheckResult& result) const {
    Change change{.drift = Drift::kWorse,
                  .target = is_.target.name,
                  .check = result.id,
                  .configs = {result.config},
                  .subjects = SubjectsOf(result.finding),
                  .has_unnamed = HasUnnamed(result.finding)};
    Accept(change);
    return change.drift == Drift::kAccepted;
  }

  void Checks() {
    const auto before = ByKey(was_);
    std::set<std::string> configs;
    for (const auto& [key, result] : before) configs.insert(key.second);
    for (const auto& [key, result] : ByKey(is_)) {
      const auto found = before.find(key);
      const CheckResult* const was = found == before.end() ? nullptr : found->second;
      if (was) ++all_.checks;
      auto turn = TurnOf(was, *result, policy_.lightest);
      if (!turn) continue;
      // Of a config that the baseline knows nothing about, and of checks that it was not to run,
      // nothing is compared.
      if (!was && (!can_.grades || !configs.contains(key.second))) turn->drift = Drift::kNoted;
      Add(*turn, *result);
    }
  }

  // Results that the baseline has and this report has not.
  void Absences() {
    const auto now = ByKey(is_);
    Change change{.drift = Drift::kWorse, .target = is_.target.name};
    for (const auto& [key, result] : ByKey(was_)) {
      if (!now.contains(key))
        change.details.push_back(fmt::format("{} ({})", key.first, key.second));
    }
    const bool of_distribution =
        !was_.target.owner.empty() || was_.target.kind == TargetKind::kDistribution;
    if (!can_.absences || (of_distribution && !can_.absences_of_members) || change.details.empty())
      return;
    change.text = fmt::format("{} results of the baseline are missing here", change.details.size());
    Accept(change);
    all_.changes.push_back(std::move(change));
  }

  void Loading() {
    constexpr std::pair<std::string_view, std::string_view> kBefore[] = {
        {"loads", "loaded"}, {"refuses", "refused"}, {"fails", "failed"}, {"crashes", "crashed"}};
    for (const auto& [config, did] : was_.demonstrated) {
      const auto found = is_.demonstrated.find(config);
      const std::string does = found == is_.demonstrated.end() ? "" : found->second;
      if (does == did || did.empty() || (does.empty() && (!can_.absences || did != "loads")))
        continue;
      const auto* const before =
          std::find_if(std::begin(kBefore), std::end(kBefore),
                       [&did = did](const auto& row) { return row.first == did; });
      const std::string text =
          fmt::format("{}, where it {}{}", does.empty() ? "was not seen to load" : does,
                      before != std::end(kBefore) ? std::string(before->second) : did + " before",
                      does == "refuses" && !is_.refusal.empty() ? ": " + is_.refusal : "");
      const bool worse = (did == "loads" || does == "crashes") && config != "override";
      Add(does == "loads" ? Drift::kBetter : worse ? Drift::kWorse : Drift::kNoted, config, text);
    }
  }

  // Of a single module its checks and what it did say the same.
  void Uses() {
    if (is_.target.kind != TargetKind::kDistribution) return;
    for (const Use& was : was_.uses) {
      for (const Use& is : is_.uses) {
        const auto turn = was.config == is.config ? TurnOf(was, is) : std::nullopt;
        if (turn) Add(turn->drift, is.config, turn->text);
      }
    }
  }

  void Grades() {
    const std::string &before = was_.grade.letter, &after = is_.grade.letter;
    // One that it has from a member changes with that one's.
    if (before == after || !is_.worst.empty()) return;
    Change change{.drift = DriftOfGrades(before, after, policy_.lightest),
                  .target = is_.target.name,
                  .text = fmt::format("grade {}, was {}: {}", after, before, is_.grade.reason)};
    Accept(change);
    if (change.drift == Drift::kWorse && IsExplainedByAccepted()) {
      change.drift = Drift::kAccepted;
      change.reason = "what it rests on is accepted";
    }
    all_.changes.insert(all_.changes.begin(), std::move(change));
  }

  // Whether the new grade is lower for accepted things alone.
  bool IsExplainedByAccepted() const {
    const auto is_worse = [](const Change& change) { return change.drift == Drift::kWorse; };
    if (std::any_of(all_.changes.begin(), all_.changes.end(), is_worse)) return false;
    return is_.grade.letter == "unknown" ? WhatIsUnclearIsAccepted() : GravestNewIsAccepted();
  }

  bool WhatIsUnclearIsAccepted() const {
    const auto is_unclear = [](const CheckResult& result) {
      return result.counts && result.finding.verdict == Verdict::kInconclusive &&
             SeverityOf(result) <= Severity::kContaminates;
    };
    const auto& results = is_.results;
    return std::any_of(results.begin(), results.end(), is_unclear) &&
           std::all_of(results.begin(), results.end(), [&](const CheckResult& result) {
             return !is_unclear(result) || IsAccepted(result);
           });
  }

  bool GravestNewIsAccepted() const {
    std::optional<Severity> accepted, otherwise;
    bool any = false;
    for (const Change& change : all_.changes) {
      any |= change.drift == Drift::kAccepted;
      auto& gravest = change.drift == Drift::kAccepted ? accepted : otherwise;
      if (change.severity && (!gravest || *change.severity < *gravest)) gravest = change.severity;
    }
    return any && (!otherwise || (accepted && *accepted <= *otherwise));
  }

  // A module that newly refuses loses dozens of checks: they are told as one.
  void FoldLost() {
    auto& changes = all_.changes;
    const auto is_lost = [](const Change& change) {
      return change.text.starts_with(kNoLongerApplies);
    };
    const auto count = std::count_if(changes.begin(), changes.end(), is_lost);
    if (count < 2) return;
    Change all{.drift = Drift::kNoted,
               .target = is_.target.name,
               .text = fmt::format("{} checks passed, and now do not apply", count)};
    for (const Change& change : changes) {
      if (is_lost(change))
        all.details.push_back(fmt::format("{} ({}){}", change.check,
                                          fmt::join(change.configs, ", "),
                                          change.text.substr(kNoLongerApplies.size())));
    }
    std::erase_if(changes, is_lost);
    changes.push_back(std::move(all));
  }

  const TargetReport& was_;
  const TargetReport& is_;
  const Comparability& can_;
  const ComparisonPolicy& policy_;
  TargetComparison all_;
};

}  // namespace

TargetComparison CompareTarget(const TargetReport& was, const TargetReport& is,
                               const Comparability& can, const ComparisonPolicy& policy) {
  return Comparer(was, is, can, policy).Take();
}

}  // namespace isograde
