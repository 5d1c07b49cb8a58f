#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "suites/lifecycle/ending_experiments.h"

namespace isograde {
namespace {

Finding JudgeEndsCleanly(const Observations& seen) {
  if (const std::string reason = NotTried(seen, Experiment::kFirstLoaderEnds); !reason.empty())
    return NotApplicable(reason);
  std::size_t ended = 0;
  for (const Experiment experiment : {Experiment::kFirstLoaderEnds, Experiment::kLastLoaderEnds}) {
    if (const Record* record = seen.Of(experiment)) ended += record->All<Ended>().size();
  }
  if (ended == 0) return Inconclusive("no interpreter that had loaded it was seen to end");
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
     .experiments = {Experiment::kFirstLoaderEnds, Experiment::kLastLoaderEnds},
     .stages = {Stage::kEnd},
     .answers_for = {Stage::kEnd},
     .judge = JudgeEndsCleanly,
     .configs = {InterpreterConfig::kLegacy, InterpreterConfig::kIsolated}});

}  // namespace
}  // namespace isograde
