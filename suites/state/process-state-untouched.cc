#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/observations.h"
#include "suites/state/level_changes.h"
#include "suites/state/level_recorder.h"

namespace isograde {
namespace {

// What its confinement kept it from: no harm that was done, but one that was meant.
Finding WithAttempts(const Observations& seen, Finding finding) {
  std::vector<Evidence> tried;
  for (const Attempt& attempt : seen[experiments::kMainFirst].attempts)
    tried.push_back(
        {.text = fmt::format("tried to {} while {}", attempt.what, attempt.during.words)});
  if (tried.empty()) return finding;
  if (finding.verdict == Verdict::kPass)
    finding = Fail(fmt::format("{}, which its confinement did not let it do", tried.front().text))
                  .As(Severity::kNote);
  return std::move(finding).With(std::move(tried));
}

ISOGRADE_CHECK(
    {.id = "state/process-state-untouched",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kProcess,
     .severity = Severity::kContaminates,
     .claim =
         "Opening it (the constructors of its libraries run then, before any init function), "
         "importing and using it leaves working directory, environment, umask, locale, time zone, "
         "signal handlers, their flags and the mask, open descriptors, threads, floating-point "
         "control, resource limits, priority, processors and what prctl(2) keeps, timers, child "
         "processes, the name of the process and the memory of argv and environ as they were.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html#managing-global-state",
     .remedy =
         "What all interpreters and the host program share is theirs to set: do without (per-call "
         "arguments, *at() functions, a descriptor opened and closed in one call), put it back "
         "before returning, or leave it to a function that says so in its name and documentation.",
     .experiments = {experiments::kMainFirst},
     .stages = {stages::kLevels},
     .judge =
         [](const Observations& seen) {
           return WithAttempts(seen, JudgeLevels(seen, {StateLevel::kProcess}));
         },
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
