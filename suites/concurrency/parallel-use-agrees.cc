#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "suites/concurrency/parallel_experiments.h"
#include "suites/identity/different_results.h"

namespace isograde {
namespace {

Finding JudgeParallelUse(const Observations& seen) {
  if (const std::string reason = NotTried(seen, experiments::kParallelUse); !reason.empty())
    return NotApplicable(reason);
  const Record* record = seen.Of(experiments::kParallelUse);
  const std::vector<ParallelUse> results = record->All<ParallelUse>();
  if (results.empty() && record->complete())
    return NotApplicable("no call is known that uses this module (no recipe)");
  std::vector<Evidence> evidence, of_found, did_not_load;
  int times = 0;
  std::string trouble, setup_raised;
  for (const ParallelUse& result : results) {
    times += result.times;
    if (!result.trouble.empty()) trouble = result.trouble;
    if (result.setup_raised) setup_raised = result.trouble;
    if (result.import_raised) {
      did_not_load.push_back(
          {.text = fmt::format("it loads in other interpreters of the process; in {} {}",
                               InterpreterName(result.interpreter), result.trouble),
           .interpreters = {result.interpreter}});
    }
    if (result.differing == 0) continue;
    std::vector<Evidence>& told = result.was_found ? of_found : evidence;
    told.push_back(
        {.text = fmt::format("`{}` in {}: {} of {} calls at the same time as others gave something "
                             "else than {}, such as {}",
                             result.call, InterpreterName(result.interpreter), result.differing,
                             result.times, result.serial, result.different),
         .interpreters = {result.interpreter}});
  }
  // Nobody says what a call gives that was found: it counts where there is something that
  // interpreters could have taken from each other.
  const bool has_cause = ChangesItsStatics(seen);
  if (has_cause || !evidence.empty())
    evidence.insert(evidence.end(), of_found.begin(), of_found.end());
  if (evidence.empty() && !of_found.empty())
    return Fail(of_found.front().text + "; no static variable of its libraries was seen to change")
        .With(std::move(of_found))
        .As(Severity::kNote);
  if (!evidence.empty()) return Fail(evidence.front().text).With(std::move(evidence));
  if (times > 0 && !did_not_load.empty())
    return Fail(did_not_load.front().text).With(std::move(did_not_load));
  // The recipe's fault, which is told as such.
  if (times == 0 && !setup_raised.empty()) return NotApplicable(setup_raised);
  return times == 0 ? Inconclusive(trouble.empty() ? "no call was seen" : trouble)
                    : Pass(fmt::format("{} calls", times));
}

ISOGRADE_CHECK(
    {.id = "concurrency/parallel-use-agrees",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kBreaks,
     .claim = "The same work in several interpreters with a GIL of their own at once "
              "gives the results that it gives one after another.",
     .rationale = "https://peps.python.org/pep-0684/",
     .remedy = "Guard static variables by a lock or make them atomic or thread-local; "
               "better, keep them in the module state, where the interpreter's GIL "
               "guards them.",
     .remedy_in_python = "Python code shares nothing between interpreters by itself: grade the "
                         "extension modules that it uses, and look at what the calls do to the "
                         "process (files, the environment, the current folder).",
     .experiments = {experiments::kParallelUse},
     .stages = {stages::kParallelUse},
     .answers_for = Answers({experiments::kParallelUse}, {stages::kNone, stages::kParallelUse}),
     .judge = JudgeParallelUse,
     .configs = {InterpreterConfig::kIsolated}});

}  // namespace
}  // namespace isograde
