#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/cast.h"
#include "suites/lifecycle/ending_experiments.h"

namespace isograde {
namespace {

Finding JudgeEndsCleanly(const Observations& seen) {
  if (const std::string reason = NotTried(seen, experiments::kFirstLoaderEnds); !reason.empty())
    return NotApplicable(reason);
  for (const ExperimentId experiment : experiments::kEndings) {
    const Record* const record = seen.Of(experiment);
    if (!record || record->complete()) continue;
    // What broke elsewhere, when some had ended, is the business of others.
    if (record->All<Ended>().empty() || record->last().Is(stages::kEnd))
      return Inconclusive("the experiment did not get there: it " + DescribeEnding(*record));
  }
  int ended = 0;
  std::string raised;
  for (const Ended& one : seen.Across<Ended>(experiments::kEndings)) {
    ended += !one.import_raised;
    if (one.import_raised) raised = ": importing it raised " + Text(one.import_raised);
  }
  if (ended == 0) return Inconclusive("no interpreter that had loaded it was seen to end" + raised);
  return Pass(fmt::format("{} interpreters ended", ended));
}

ISOGRADE_CHECK(
    {.id = "lifecycle/ends-cleanly",
     .level = StateLevel::kInterpreter,
     .belongs = StateLevel::kModule,
     .severity = Severity::kBreaks,
     .claim = "An interpreter that loaded and used it ends without crash or hang, in "
              "order of creation and in reverse.",
     .rationale = "https://docs.python.org/3/c-api/init.html#c.Py_EndInterpreter",
     .remedy = "Free in m_free only what the module state owns, once, and do not wait "
               "there: m_free may run in whichever interpreter ends, with the others alive.",
     .remedy_in_python = "Join threads before the interpreter ends (atexit), and grade the "
                         "extension modules that it uses.",
     .remedy_changes = GeneratedPart::kState,
     .experiments = {experiments::kEndings.begin(), experiments::kEndings.end()},
     .stages = {stages::kImport},  // how many ended since then is observed
     .answers_for = Answers({experiments::kEndings.begin(), experiments::kEndings.end()},
                            {stages::kNone, stages::kCreate, stages::kImport, stages::kRaise,
                             stages::kUse, stages::kEnd}),
     .judge = JudgeEndsCleanly,
     .configs = {InterpreterConfig::kLegacy, InterpreterConfig::kIsolated}});

}  // namespace
}  // namespace isograde
