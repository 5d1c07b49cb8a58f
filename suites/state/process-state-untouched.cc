#include "checklist/check.h"
#include "checklist/observations.h"
#include "suites/state/level_changes.h"
#include "suites/state/level_recorder.h"

namespace isograde {
namespace {

ISOGRADE_CHECK(
    {.id = "state/process-state-untouched",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kProcess,
     .severity = Severity::kContaminates,
     .claim = "Importing and using it leaves working directory, environment, umask, locale, signal "
              "handlers and mask, open descriptors, threads, floating-point control, resource "
              "limits, timers and child processes as they were.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html#managing-global-state",
     .remedy =
         "What all interpreters and the host program share is theirs to set: do without (per-call "
         "arguments, *at() functions, a descriptor opened and closed in one call), put it back "
         "before returning, or leave it to a function that says so in its name and documentation.",
     .experiments = {experiments::kMainFirst},
     .stages = {stages::kLevels},
     .judge = [](const Observations& seen) { return JudgeLevels(seen, {StateLevel::kProcess}); },
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
