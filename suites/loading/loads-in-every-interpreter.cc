#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"

namespace isograde {
namespace {

Finding JudgeLoads(const Observations& seen) {
  if (const std::string reason = UnimportableBecause(seen); !reason.empty()) {
    return NotApplicable("the main interpreter cannot import it: " + reason);
  }
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>()) {
    if (outcome.processes_left > 0) {
      return Fail(fmt::format("importing it in {} forks the process and leaves {} behind",
                              InterpreterName(outcome.interpreter),
                              outcome.processes_left == 1
                                  ? "one more"
                                  : fmt::format("{} more", outcome.processes_left)));
    }
  }
  const std::string dependency = FailingDependency(seen);
  std::string refusal;
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>()) {
    if (outcome.loaded) continue;
    if (!outcome.raised.is_import_error && dependency.empty()) {
      return Fail(fmt::format("importing it in {} raised {}", InterpreterName(outcome.interpreter),
                              Text(outcome.raised)))
          .With({{.text = Text(outcome.raised), .interpreters = {outcome.interpreter}}});
    }
    if (refusal.empty()) refusal = Text(outcome.raised);
  }
  if (!dependency.empty())
    return NotApplicable(
        fmt::format("its dependency {} does not load here ({})", dependency, refusal));
  if (!refusal.empty()) return NotApplicable(fmt::format("it refuses: {}", refusal));
  if (seen[experiments::kMainFirst].processes_left + seen[experiments::kMainLast].processes_left >
      0)
    return Fail("it left a process running when its own had ended");
  return Pass();
}

ISOGRADE_CHECK(
    {.id = "loading/loads-in-every-interpreter",
     .level = StateLevel::kInterpreter,
     .belongs = StateLevel::kModule,
     .severity = Severity::kBreaks,
     .claim = "The module imports in all interpreters of the config, or refuses by ImportError.",
     .rationale = "https://peps.python.org/pep-0554/#concerns",
     .remedy = "Keep what Py_mod_exec creates in the module state, so that every import starts "
               "from nothing; or refuse by ImportError.",
     .remedy_in_python =
         "Import in a function what not every interpreter can load, or let its ImportError pass.",
     .remedy_changes = GeneratedPart::kState,
     .stages = {stages::kCreate, stages::kImport},
     .answers_for = {{experiments::kAlone, stages::kNone},
                     {experiments::kMainFirst, stages::kNone},
                     {experiments::kMainLast, stages::kNone},
                     {experiments::kAlone, stages::kImport},
                     {experiments::kMainFirst, stages::kImport},
                     {experiments::kMainLast, stages::kImport},
                     {experiments::kMainFirst, stages::kCreate},
                     {experiments::kMainLast, stages::kCreate}},
     .judge = JudgeLoads});

}  // namespace
}  // namespace isograde
