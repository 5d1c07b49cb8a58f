#include "checklist/check.h"
#include "checklist/observations.h"
#include "suites/state/level_changes.h"
#include "suites/state/level_recorder.h"

namespace isograde {
namespace {

ISOGRADE_CHECK(
    {.id = "state/runtime-state-untouched",
     .level = StateLevel::kRuntime,
     .belongs = StateLevel::kRuntime,
     .severity = Severity::kContaminates,
     .claim = "Importing and using it leaves the memory allocators, PyOS_InputHook, "
              "PyOS_ReadlineFunctionPointer and the audit hooks of the runtime as they were.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html#managing-global-state",
     .remedy = "Hooks of the runtime are for whoever embeds Python. Set none at import; offer a "
               "function that does and document it, or use what is there for each interpreter: "
               "sys.addaudithook(), sys.breakpointhook, a finder on sys.meta_path.",
     .experiments = {experiments::kMainFirst},
     .stages = {stages::kLevels},
     .judge = [](const Observations& seen) { return JudgeLevels(seen, {StateLevel::kRuntime}); },
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
