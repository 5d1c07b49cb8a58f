#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"

namespace isograde {
namespace {

// Changes that loading a library makes before any code of the module can refuse, and that no
// refusal can take back.
struct LoadingChange {
  StateLevel level;
  std::string_view item;
  std::string_view reason;
};
constexpr LoadingChange kLoadingChanges[] = {
    {StateLevel::kProcess, "threads",
     "a library's constructor starts worker threads (OpenBLAS, OpenMP) when it is loaded"},
};

// Exempt where a plain import in main alone makes the same kind of change.
bool ComesFromLoading(const StateChange& change, const ImportOutcome& alone) {
  return std::any_of(std::begin(kLoadingChanges), std::end(kLoadingChanges),
                     [&](const LoadingChange& exempt) {
                       const auto is_of_it = [&](const StateChange& one) {
                         return one.level == exempt.level && one.item == exempt.item;
                       };
                       return is_of_it(change) &&
                              std::any_of(alone.changes.begin(), alone.changes.end(), is_of_it);
                     });
}

// What importing, in that interpreter, only the modules that the target imports changed.
std::vector<StateChange> WithoutTarget(const Observations& seen, ExperimentId experiment,
                                       int interpreter) {
  const Record* const without = seen.Without(experiment);
  if (!without) return {};
  for (const ImportOutcome& outcome : without->All<ImportOutcome>()) {
    if (outcome.interpreter == interpreter) return outcome.changes;
  }
  return {};
}

std::vector<Evidence> TracesOf(const ImportOutcome& outcome, const ImportOutcome& alone,
                               const std::vector<StateChange>& without) {
  std::vector<Evidence> traces;
  const auto add = [&](std::string text) {
    traces.push_back({.text = std::move(text), .interpreters = {outcome.interpreter}});
  };
  if (outcome.retry_loaded) add("the second attempt was not refused");
  if (!outcome.retry_loaded && !outcome.retry_raised.is_import_error) {
    add("the second attempt raised " + Text(outcome.retry_raised));
  }
  for (const std::string& name : outcome.left_modules)
    add(fmt::format("{} stayed in sys.modules", name));
  for (const StateChange& change : Beyond(without, outcome.changes)) {
    if (!ComesFromLoading(change, alone)) add(Text(change));
  }
  return traces;
}

Finding JudgeRefusesCleanly(const Observations& seen) {
  int refusals = 0;
  std::vector<Evidence> evidence;
  std::string first;
  const ImportOutcome alone =
      seen[experiments::kAlone].First<ImportOutcome>().value_or(ImportOutcome{});
  for (const ExperimentId experiment : experiments::kSideBySide) {
    for (const ImportOutcome& outcome : seen[experiment].All<ImportOutcome>()) {
      if (OutcomeOf(outcome) != LoadOutcome::kRefuses) continue;
      if (refusals++ == 0) first = Text(outcome.raised);
      const auto without = WithoutTarget(seen, experiment, outcome.interpreter);
      for (Evidence& trace : TracesOf(outcome, alone, without))
        evidence.push_back(std::move(trace));
    }
  }
  if (!UnimportableBecause(seen).empty())
    return NotApplicable("the main interpreter cannot import it");
  if (refusals == 0) return NotApplicable("it does not refuse");
  if (const std::string dependency = FailingDependency(seen); !dependency.empty()) {
    return NotApplicable(fmt::format("it is its dependency {} that does not load", dependency));
  }
  if (evidence.empty()) return Pass(first);
  return Fail(fmt::format("it refuses ({}), but not cleanly: {}", first, evidence.front().text))
      .With(std::move(evidence));
}

ISOGRADE_CHECK(
    {.id = "declaration/refuses-cleanly",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kContaminates,
     .claim = "Where the module refuses, it does so by ImportError, on every further attempt too, "
              "and leaves nothing in "
              "sys.modules and no change of process or runtime state behind.",
     .rationale = "https://docs.python.org/3/howto/"
                  "isolating-extensions.html#opt-out-limiting-to-one-module-object-per-process",
     .remedy = "Check for a second interpreter first thing in Py_mod_exec (or declare "
               "not_supported), before anything global is touched.",
     .remedy_changes = GeneratedPart::kRefusal,
     .stages = {stages::kImport},
     .answers_for = Answers({experiments::kAlone, experiments::kMainFirst, experiments::kMainLast},
                            {stages::kRetry}),
     .scope = CheckScope::kBoth,
     .judge = JudgeRefusesCleanly});

}  // namespace
}  // namespace isograde
