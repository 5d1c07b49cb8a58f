#include "checklist/check.h"
#include "checklist/observations.h"
#include "suites/state/level_changes.h"
#include "suites/state/level_recorder.h"

namespace isograde {
namespace {

ISOGRADE_CHECK(
    {.id = "state/thread-and-context-stay-home",
     .level = StateLevel::kThread,
     .belongs = StateLevel::kThread,
     .severity = Severity::kContaminates,
     .claim = "The running event loop, trace and profile functions, context variables and whatever "
              "else it keeps of the current thread or context, set in one interpreter, are not "
              "seen in another.",
     .rationale = "https://docs.python.org/3/c-api/contextvars.html",
     .remedy = "Keep what is current in a context variable (PyContextVar_New, held in the module "
               "state), or in the thread state's dict (PyThreadState_GetDict): a static or "
               "thread_local variable is one for all interpreters that run on the thread.",
     .remedy_in_python = "Keep what is current in a contextvars.ContextVar.",
     .experiments = {experiments::kMainFirst},
     .stages = {stages::kLevels},
     .judge =
         [](const Observations& seen) {
           return JudgeLevels(seen, {StateLevel::kThread, StateLevel::kContext});
         },
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
