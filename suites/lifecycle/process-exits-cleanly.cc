#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/fresh_process.h"
#include "suites/lifecycle/ending_experiments.h"

namespace isograde {
namespace {

Finding JudgeExit(const Observations& seen) {
  if (const std::string reason = NotTried(seen, experiments::kLastLoaderEnds); !reason.empty())
    return NotApplicable(reason);
  const Record* record = seen.Of(experiments::kLastLoaderEnds);
  if (!record || !record->First<LeftAlive>())
    return Inconclusive("the process was not seen to leave");
  if (record->exit_code != 0)
    return Fail(
        fmt::format("the process leaves with exit code {} instead of 0", record->exit_code));
  return Pass();
}

ISOGRADE_CHECK(
    {.id = "lifecycle/process-exits-cleanly",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kBreaks,
     .claim = "The process ends well (Py_FinalizeEx, exit) while interpreters that "
              "loaded it are alive.",
     .rationale = "https://docs.python.org/3/c-api/init.html#c.Py_FinalizeEx",
     .remedy = "Do not touch Python objects from Py_AtExit or atexit() callbacks or from "
               "destructors of C++ statics: no interpreter is left then.",
     .remedy_in_python = "Join threads before the process ends (atexit), and grade the extension "
                         "modules that it uses.",
     .experiments = {experiments::kLastLoaderEnds},
     .stages = {stages::kExit},
     .answers_for = Answers({experiments::kLastLoaderEnds}, {stages::kExit}),
     .judge = JudgeExit,
     .configs = {InterpreterConfig::kLegacy, InterpreterConfig::kIsolated}});

}  // namespace
}  // namespace isograde
