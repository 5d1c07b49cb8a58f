#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "suites/concurrency/parallel_experiments.h"

namespace isograde {
namespace {

Finding JudgeParallelImport(const Observations& seen) {
  if (const std::string reason = NotTried(seen, experiments::kParallelImport); !reason.empty())
    return NotApplicable(reason);
  const Record* record = seen.Of(experiments::kParallelImport);
  std::vector<Evidence> evidence;
  int imports = 0;
  for (const ParallelImport& result : record->All<ParallelImport>()) {
    imports += result.imports;
    if (!result.raised) continue;
    evidence.push_back(
        {.text = fmt::format("imported at the same time as others, {} got {}",
                             InterpreterName(result.interpreter), Text(result.raised)),
         .interpreters = {result.interpreter}});
  }
  if (!evidence.empty()) return Fail(evidence.front().text).With(std::move(evidence));
  return imports == 0 ? Inconclusive("no import was seen")
                      : Pass(fmt::format("{} imports", imports));
}

ISOGRADE_CHECK(
    {.id = "concurrency/parallel-import",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kBreaks,
     .claim = "Interpreters with a GIL of their own can import it at the same time, "
              "again and again.",
     .rationale = "https://peps.python.org/pep-0684/",
     .remedy = "Initialise static variables at compile time or under a lock "
               "(std::call_once, pthread_once): the GIL no longer keeps other "
               "interpreters out. Better, keep them in the module state.",
     .remedy_in_python = "Python code shares nothing between interpreters by itself: grade the "
                         "extension modules that it imports, and look at what importing it does to "
                         "the process (files, the environment, the current folder).",
     .experiments = {experiments::kParallelImport},
     .stages = {stages::kParallelImport},
     .answers_for = Answers({experiments::kParallelImport},
                            {stages::kNone, stages::kParallelImport}),
     .judge = JudgeParallelImport,
     .configs = {InterpreterConfig::kIsolated}});

}  // namespace
}  // namespace isograde
