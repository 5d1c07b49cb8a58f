#include <fmt/format.h>

#include <algorithm>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/exceptions/verdicts.h"
#include "suites/lifecycle/ending_experiments.h"

namespace isograde {
namespace {

class Survey {
 public:
  explicit Survey(const Observations& seen) : seen_(seen) {
    for (const UseOutcome& alone : seen[experiments::kAlone].All<UseOutcome>()) {
      if (!alone.raised && alone.trouble.empty()) usual_[alone.call] = alone;
    }
  }

  void Look(ExperimentId experiment) {
    const Record& record = seen_[experiment];
    for (const LateImport& late : record.All<LateImport>()) {
      ++tried_;
      if (!late.raised) continue;
      if (IsRaisedWithout(experiment, late)) {
        through_ = fmt::format(
            "after interpreter {} ended, importing it in {} raises {} - but so do "
            "the modules that it imports, without it",
            InterpreterNames(late.ended), InterpreterName(late.interpreter), Text(late.raised));
      } else {
        Add(late.interpreter,
            fmt::format("after interpreter {} ended, importing it in {} raises {}",
                        InterpreterNames(late.ended), InterpreterName(late.interpreter),
                        Text(late.raised)));
      }
    }
    for (const UseOutcome& outcome : record.All<UseOutcome>()) {
      const auto usual = usual_.find(outcome.call);
      if (SaysNothing(outcome) || usual == usual_.end()) continue;
      ++tried_;
      if (outcome.trouble.empty() && !outcome.raised && outcome.value == usual->second.value)
        continue;
      Add(outcome.interpreter,
          fmt::format("{}, `{}` {} in {}; alone it {}", Words(outcome.phase), outcome.call,
                      outcome.trouble.empty() ? ResultOf(outcome) : outcome.trouble,
                      InterpreterName(outcome.interpreter), ResultOf(usual->second)));
    }
    for (const RaiseOutcome& outcome : record.All<RaiseOutcome>()) {
      if (SaysNothing(outcome) || !TroubleAlone(seen_, outcome).empty()) continue;
      ++tried_;
      if (!outcome.caught)
        Add(outcome.interpreter,
            fmt::format("{}, {} in {}, not its own {}", Words(outcome.phase), WhatItDid(outcome),
                        InterpreterName(outcome.interpreter), outcome.exception));
    }
  }

  Finding Result() && {
    if (!evidence_.empty()) return Fail(evidence_.front().text).With(std::move(evidence_));
    if (!through_.empty()) return Inconclusive(through_);
    if (tried_ == 0) return Inconclusive("no survivor was seen to use it");
    return Pass(fmt::format("{} imports and calls tried after an end", tried_));
  }

 private:
  // Of no end, declined as documented, or not made: the setup of further interpreters, which comes
  // before any end, raised then.
  static bool SaysNothing(const auto& outcome) {
    const bool never_prepared = !outcome.trouble.empty() && outcome.interpreter > 0;
    return outcome.phase.when != CallPhase::kAfterEnd || outcome.declined || never_prepared;
  }

  bool IsRaisedWithout(ExperimentId experiment, const LateImport& late) const {
    const Record* const without = seen_.Without(experiment);
    if (!without) return false;
    const auto all = without->All<LateImport>();
    return std::any_of(all.begin(), all.end(), [&](const LateImport& other) {
      return other.interpreter == late.interpreter && other.ended == late.ended &&
             Text(other.raised) == Text(late.raised);
    });
  }

  void Add(int interpreter, std::string text) {
    evidence_.push_back({.text = std::move(text), .interpreters = {interpreter}});
  }

  const Observations& seen_;
  std::map<std::string, UseOutcome> usual_;
  std::vector<Evidence> evidence_;
  std::string through_;  // what its imports do as well
  int tried_ = 0;
};

Finding JudgeSurvivors(const Observations& seen) {
  if (const std::string reason = NotTried(seen, experiments::kFirstLoaderEnds); !reason.empty())
    return NotApplicable(reason);
  Survey survey(seen);
  for (const ExperimentId experiment : experiments::kEndings) survey.Look(experiment);
  return std::move(survey).Result();
}

ISOGRADE_CHECK(
    {.id = "lifecycle/survivors-keep-working",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kBreaks,
     .claim = "After the interpreter that loaded it first has ended, it can still be "
              "imported, used and provoked in the others.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html",
     .remedy = "No static variable may hold what belongs to an interpreter: it ends, and "
               "the static goes on. Keep it in the module state.",
     .remedy_in_python =
         "Python objects go with their interpreter: grade the extension modules that it uses, and "
         "look at what its end takes from the process (files, the environment).",
     .remedy_changes = GeneratedPart::kState,
     .experiments = {experiments::kEndings.begin(), experiments::kEndings.end()},
     .stages = {stages::kSurvive},
     .answers_for = Answers({experiments::kEndings.begin(), experiments::kEndings.end()},
                            {stages::kSurvive}),
     .judge = JudgeSurvivors,
     .configs = {InterpreterConfig::kLegacy, InterpreterConfig::kIsolated}});

}  // namespace
}  // namespace isograde
