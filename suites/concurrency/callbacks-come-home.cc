#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/concurrency/callback_experiment.h"

namespace isograde {
namespace {

Finding JudgeCallbacks(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  const Record* record = seen.Of(experiments::kCallback);
  const auto outcome = record ? record->First<CallbackOutcome>() : std::nullopt;
  if (!outcome) {
    return record && !record->complete() ? Inconclusive("the call did not come to its end")
                                         : NotApplicable(
                                               "no call is known that makes it call back "
                                               "from a thread (no `callback` in its recipe)");
  }
  if (!outcome->trouble.empty()) return Inconclusive(outcome->trouble);
  if (outcome->elsewhere > 0) {
    return Fail(fmt::format("a callback that was registered in {} ran in {} ({} of {} times)",
                            InterpreterName(outcome->interpreter), outcome->ran_in,
                            outcome->elsewhere, outcome->times));
  }
  if (outcome->declined)
    return NotApplicable("declined, as documented: the recipe's call raised " +
                         Text(outcome->raised));
  if (outcome->was_found && outcome->times == 0)
    return NotApplicable(
        "the call that was seen to call back from a thread in main alone does not "
        "in a further interpreter");
  if (outcome->raised) return Inconclusive("the recipe's call raised " + Text(outcome->raised));
  if (outcome->times == 0) return Inconclusive("the callback was never called");
  return Pass(fmt::format("called {} times", outcome->times));
}

ISOGRADE_CHECK(
    {.id = "concurrency/callbacks-come-home",
     .level = StateLevel::kRuntime,
     .belongs = StateLevel::kInterpreter,
     .severity = Severity::kBreaks,
     .claim = "A callback from a foreign thread runs in the interpreter that registered "
              "it.",
     .rationale = "https://peps.python.org/pep-0788/",
     .remedy = "Keep the PyInterpreterState* of the interpreter that registers, and make "
               "a thread state of it (PyThreadState_New, from 3.15 on "
               "PyThreadState_Ensure): PyGILState_Ensure knows only the main one.",
     .experiments = {experiments::kCallback},
     .stages = {stages::kCallback},
     .answers_for = Answers({experiments::kCallback},
                            {stages::kNone, stages::kCreate, stages::kImport, stages::kCallback}),
     .judge = JudgeCallbacks,
     .configs = {InterpreterConfig::kLegacy, InterpreterConfig::kIsolated}});

}  // namespace
}  // namespace isograde
