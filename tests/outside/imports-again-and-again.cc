#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/observations.h"
#include "repeated_experiment.h"

namespace isograde {
namespace {

Finding JudgeRepeated(const Observations& seen) {
  const auto result = seen[experiments::kRepeated].First<Repeated>();
  if (!result) return NotApplicable("it was not imported again");
  if (result->raised)
    return Fail(fmt::format("import {} raised {}", result->imports, Text(result->raised)));
  return Pass(fmt::format("{} imports", result->imports));
}

ISOGRADE_CHECK({.id = "outside/imports-again-and-again",
                .level = StateLevel::kProcess,
                .belongs = StateLevel::kModule,
                .severity = Severity::kBreaks,
                .claim = "Deleted from sys.modules, it can be imported again and again.",
                .rationale = "https://peps.python.org/pep-0489/#module-reloading",
                .remedy = "Let no import depend on how many there were before.",
                .config_independent = true,
                .experiments = {experiments::kRepeated},
                .stages = {stages::kRepeat},
                .answers_for = Answers({experiments::kRepeated}, {stages::kNone, stages::kRepeat}),
                .judge = JudgeRepeated});

}  // namespace
}  // namespace isograde
