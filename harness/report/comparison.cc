#include "report/comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

#include "checklist/check.h"
#include "error.h"
#include "json_name.h"
#include "report/words.h"

namespace isograde {
namespace {

using Key = std::pair<std::string, std::string>;  // check, config

Severity SeverityOf(const CheckResult& result) {
  return result.finding.severity.value_or(result.severity);
}

std::string Minor(const std::string& version) {
  return version.substr(0, version.find('.', version.find('.') + 1));
}

std::map<std::string, const TargetReport*> ByName(const Report& report, const char* which) {
  std::map<std::string, const TargetReport*> targets;
  for (const TargetReport& target : report.targets) {
    if (!targets.emplace(target.target.name, &target).second)
      throw UsageError(fmt::format("the {} has the target {} twice", which, target.target.name));
  }
  return targets;
}

std::map<Key, const CheckResult*> ByKey(const TargetReport& report) {
  std::map<Key, const CheckResult*> results;
  for (const CheckResult& result : report.results) results[{result.id, result.config}] = &result;
  return results;
}

constexpr std::string_view kLost = "passed, and now does not apply";

/// One turn of a check's verdict, in the words of the gate. `drift` is kWorse for what policy and
/// acceptance may still make lighter.
struct Turn {
  Drift drift;
  std::string text;
};

std::optional<Turn> TurnOf(const CheckResult& was, const CheckResult& is,
                           const ComparisonPolicy& policy) {
  const Verdict before = was.finding.verdict, after = is.finding.verdict;
  const std::string& message = is.finding.message;
  if (after == Verdict::kFail) {
    const bool graver = before == Verdict::kFail && SeverityOf(is) < SeverityOf(was);
    const bool starts_to_count = before == Verdict::kFail && is.counts && !was.counts;
    if (before == Verdict::kFail && !graver && !starts_to_count) return std::nullopt;
    const bool worse = is.counts && SeverityOf(is) <= policy.lightest;
    return Turn{worse ? Drift::kWorse : Drift::kNoted,
                fmt::format("{}{}: {}",
                            graver            ? "fails more gravely than before"
                            : starts_to_count ? "fails, and now that counts"
                                              : "fails",
                            is.counts ? "" : ", which does not count", message)};
  }
  if (before == Verdict::kFail) {
    return after == Verdict::kPass ? Turn{Drift::kBetter, "passes now"}
                                   : Turn{Drift::kNoted, fmt::format("failed, and now {}: {}",
                                                                     JsonName(after), message)};
  }
  if (before != Verdict::kPass || after == Verdict::kPass) return std::nullopt;
  // It passed, and does so no longer, without failing.
  const bool worse = after == Verdict::kInconclusive && is.counts && is.severity <= policy.lightest;
  if (after == Verdict::kInconclusive)
    return Turn{worse ? Drift::kWorse : Drift::kNoted,
                "passed, and now it could not be told: " + message};
  if (after == Verdict::kHarnessError)
    return Turn{Drift::kNoted, "passed, and now the harness failed: " + message};
  return Turn{Drift::kNoted, std::string(kLost) + ": " + message};
}

/// The comparison of one target.
class TargetComparison {
 public:
  TargetComparison(const TargetReport& was, const TargetReport& is, const ComparisonPolicy& policy)
      : was_(was), is_(is), policy_(policy) {}

  std::vector<Change> Take(int& compared) {
    Checks(compared);
    Loading();
    Grades();
    FoldLost();
    return std::move(changes_);
  }

 private:
  void Add(Drift drift, const std::string& check, const std::string& config,
           const std::string& text, const Finding* finding) {
    Change change{.drift = drift, .target = is_.target.name, .check = check, .text = text};
    if (!config.empty()) change.configs.push_back(config);
    if (drift == Drift::kWorse) Accept(config, change);
    // The same turn in several configs is told once.
    for (Change& known : changes_) {
      if (known.check == check && known.drift == change.drift && known.reason == change.reason &&
          !check.empty() && (known.text == text || finding)) {
        known.configs.push_back(config);
        return;
      }
    }
    for (const Evidence& evidence : finding ? finding->evidence : std::vector<Evidence>()) {
      if (text.find(evidence.text) == std::string::npos) change.details.push_back(evidence.text);
    }
    changes_.push_back(std::move(change));
  }

  void Accept(const std::string& config, Change& change) const {
    for (const Acceptance& one : policy_.accepted) {
      if (!one.Covers(change.target, change.check, config)) continue;
      if (one.HasExpired(policy_.today)) {
        change.details.push_back(
            fmt::format("it was accepted until {}: {}", one.until, one.reason));
      } else {
        change.drift = Drift::kAccepted;
        change.reason = one.reason;
        return;
      }
    }
  }

  void Checks(int& compared) {
    const auto before = ByKey(was_);
    for (const auto& [key, result] : ByKey(is_)) {
      const auto was = before.find(key);
      if (was == before.end()) continue;
      ++compared;
      if (const auto turn = TurnOf(*was->second, *result, policy_))
        Add(turn->drift, key.first, key.second, turn->text,
            result->finding.verdict == Verdict::kFail ? &result->finding : nullptr);
    }
  }

  void Loading() {
    for (const auto& [config, did] : was_.demonstrated) {
      const auto now = is_.demonstrated.find(config);
      if (now == is_.demonstrated.end() || now->second == did || now->second.empty() || did.empty())
        continue;
      const std::string text =
          fmt::format("{} in {} interpreters, where it {}{}", now->second, config,
                      did == "loads" ? "loaded" : did + " before",
                      now->second == "refuses" && !is_.refusal.empty() ? ": " + is_.refusal : "");
      const bool counts = config != "override";
      const bool worse = did == "loads" || now->second == "crashes";
      Add(now->second == "loads" ? Drift::kBetter
          : worse && counts      ? Drift::kWorse
                                 : Drift::kNoted,
          "", config, text, nullptr);
    }
  }

  void Grades() {
    const std::string &before = was_.grade.letter, &after = is_.grade.letter;
    if (before == after || is_.target.kind == TargetKind::kPackage) return;
    const std::string text = fmt::format("grade {}, was {}: {}", after, before, is_.grade.reason);
    if (before == "unknown") return Add(Drift::kNoted, "", "", text, nullptr);
    if (!IsWorse(after, before)) return Add(Drift::kBetter, "", "", text, nullptr);
    // A grade that is lower for accepted failures alone is accepted with them.
    const auto is = [&](Drift drift) {
      return std::any_of(changes_.begin(), changes_.end(),
                         [&](const Change& change) { return change.drift == drift; });
    };
    const bool accepted = is(Drift::kAccepted) && !is(Drift::kWorse);
    Change change{.drift = accepted ? Drift::kAccepted : Drift::kWorse,
                  .target = is_.target.name,
                  .text = text};
    if (accepted) change.reason = "its failures are accepted";
    changes_.insert(changes_.begin(), std::move(change));
  }

  // A module that newly refuses loses dozens of checks: they are told as one.
  void FoldLost() {
    const auto is_lost = [](const Change& change) { return change.text.starts_with(kLost); };
    const auto count = std::count_if(changes_.begin(), changes_.end(), is_lost);
    if (count < 2) return;
    Change all{.drift = Drift::kNoted,
               .target = is_.target.name,
               .text = fmt::format("{} checks passed, and now do not apply", count)};
    for (const Change& change : changes_) {
      if (is_lost(change))
        all.details.push_back(fmt::format("{} ({}){}", change.check,
                                          fmt::join(change.configs, ", "),
                                          change.text.substr(kLost.size())));
    }
    std::erase_if(changes_, is_lost);
    changes_.push_back(std::move(all));
  }

  const TargetReport& was_;
  const TargetReport& is_;
  const ComparisonPolicy& policy_;
  std::vector<Change> changes_;
};

// A package has the grade of its worst module: what holds for that one's holds for the package's.
void AddPackage(const TargetReport& was, const TargetReport& is, Comparison& comparison) {
  if (is.target.kind != TargetKind::kPackage || is.grade.letter == was.grade.letter) return;
  const auto& changes = comparison.changes;
  const auto of_module = std::find_if(changes.begin(), changes.end(), [&](const Change& change) {
    return change.target == is.worst && change.check.empty();
  });
  const bool known = of_module != changes.end();
  const Drift otherwise = was.grade.letter == "unknown"                ? Drift::kNoted
                          : IsWorse(is.grade.letter, was.grade.letter) ? Drift::kWorse
                                                                       : Drift::kBetter;
  comparison.changes.push_back({.drift = known ? of_module->drift : otherwise,
                                .target = is.target.name,
                                .text = fmt::format("grade {}, was {}: {}", is.grade.letter,
                                                    was.grade.letter, is.grade.reason),
                                .reason = known ? of_module->reason : ""});
}

std::vector<std::string> Remarks(const Report& baseline, const Report& now) {
  std::vector<std::string> remarks;
  if (baseline.schema != now.schema)
    remarks.push_back(
        fmt::format("the baseline is of schema {}, this report of {}: compared are grades and the "
                    "verdicts of checks of the same name; what else it holds is not looked at",
                    baseline.schema, now.schema));
  if (baseline.isograde_version != now.isograde_version)
    remarks.push_back(fmt::format(
        "the baseline was made by isograde {}, this report by {}: checks may have become stricter; "
        "compared are those that both have",
        baseline.isograde_version, now.isograde_version));
  if (Minor(baseline.python_version) != Minor(now.python_version))
    remarks.push_back(
        fmt::format("the baseline is of CPython {}, this report of {}: compared are the configs "
                    "and checks that both have, and a change may be CPython's",
                    PythonText(baseline), PythonText(now)));
  else if (baseline.debug != now.debug || baseline.free_threaded != now.free_threaded)
    remarks.push_back(fmt::format("the baseline is of CPython {}, this report of {}",
                                  PythonText(baseline), PythonText(now)));
  if (baseline.effort.fast != now.effort.fast)
    remarks.push_back(
        fmt::format("only the {} is of a fast run: checks that rest on repetition "
                    "are not compared",
                    baseline.effort.fast ? "baseline" : "new report"));
  return remarks;
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
  Comparison comparison{.remarks = Remarks(baseline, now)};
  const auto before = ByName(baseline, "baseline"), after = ByName(now, "new report");
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
    auto changes = TargetComparison(was, *is->second, policy).Take(comparison.checks);
    std::move(changes.begin(), changes.end(), std::back_inserter(comparison.changes));
  }
  for (const TargetReport& was : baseline.targets) {
    const auto is = after.find(was.target.name);
    if (is != after.end() && Wanted(was, policy.targets)) AddPackage(was, *is->second, comparison);
  }
  for (const TargetReport& is : now.targets) {
    if (!before.contains(is.target.name))
      comparison.changes.push_back({.drift = Drift::kNoted,
                                    .target = is.target.name,
                                    .text = fmt::format("is not in the baseline; grade {}: {}",
                                                        is.grade.letter, is.grade.reason)});
  }
  std::stable_sort(comparison.changes.begin(), comparison.changes.end(),
                   [](const Change& a, const Change& b) { return a.drift < b.drift; });
  return comparison;
}

}  // namespace isograde
