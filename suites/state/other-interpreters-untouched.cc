#include "checklist/check.h"
#include "checklist/observations.h"
#include "suites/state/level_changes.h"
#include "suites/state/level_recorder.h"

namespace isograde {
namespace {

ISOGRADE_CHECK(
    {.id = "state/other-interpreters-untouched",
     .level = StateLevel::kInterpreter,
     .belongs = StateLevel::kInterpreter,
     .severity = Severity::kContaminates,
     .claim = "Importing and using it in one interpreter leaves builtins, sys and everything in "
              "it, warnings filters and atexit functions of the others as they were.",
     .rationale =
         "https://docs.python.org/3/howto/isolating-extensions.html#isolated-module-objects",
     .remedy = "Look sys.modules, builtins and the like up in the interpreter that is current, "
               "each time, and keep no reference to them in a static variable; in a thread that C "
               "code started, attach to the interpreter that the callback came from.",
     .remedy_in_python = kLookAtItsExtensions,
     .experiments = {experiments::kMainFirst},
     .stages = {stages::kLevels},
     .answers_for = Answers({experiments::kMainFirst}, {stages::kLevels}),
     .judge =
         [](const Observations& seen) { return JudgeLevels(seen, {StateLevel::kInterpreter}); },
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
