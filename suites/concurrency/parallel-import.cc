#include <fmt/format.h>

#include <algorithm>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/concurrency/parallel_experiments.h"

namespace isograde {
namespace {

// Whether only the modules that it imports, imported without it, raised that too.
bool IsRaisedWithout(const Observations& seen, const RaisedException& raised) {
  const Record* const without = seen.Without(experiments::kParallelImport);
  if (!without) return false;
  const auto all = without->All<ParallelImport>();
  return std::any_of(all.begin(), all.end(),
                     [&](const ParallelImport& one) { return Text(one.raised) == Text(raised); });
}

Finding JudgeParallelImport(const Observations& seen) {
  if (const std::string reason = NotTried(seen, experiments::kParallelImport); !reason.empty())
    return NotApplicable(reason);
  const auto again = seen[experiments::kAlone].First<SecondImport>();
  if (again && !again->withheld.empty()) return NotApplicable(again->withheld);
  const Record* record = seen.Of(experiments::kParallelImport);
  std::vector<Evidence> evidence;
  int imports = 0;
  bool through = true;
  for (const ParallelImport& result : record->All<ParallelImport>()) {
    imports += result.imports;
    if (!result.raised) continue;
    through &= IsRaisedWithout(seen, result.raised);
    evidence.push_back(
        {.text = fmt::format("imported at the same time as others, {} got {}",
                             InterpreterName(result.interpreter), Text(result.raised)),
         .interpreters = {result.interpreter}});
  }
  if (!evidence.empty()) {
    const std::string first = evidence.front().text;
    if (through)
      return Inconclusive(first + " - but so do the modules that it imports, without it");
    return Fail(first).With(std::move(evidence));
  }
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
     .remedy_changes = GeneratedPart::kState,
     .experiments = {experiments::kParallelImport},
     .stages = {stages::kParallelImport},
     .answers_for = Answers({experiments::kParallelImport},
                            {stages::kNone, stages::kParallelImport}),
     .judge = JudgeParallelImport,
     .configs = {InterpreterConfig::kIsolated}});

}  // namespace
}  // namespace isograde
