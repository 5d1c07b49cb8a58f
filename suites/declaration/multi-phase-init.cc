#include "checklist/check.h"
#include "checklist/import_outcome.h"
#include "checklist/observations.h"
#include "suites/declaration/declaration_recorder.h"

namespace isograde {
namespace {

Finding JudgeMultiPhaseInit(const Observations& seen) {
  const auto declared = seen[experiments::kAlone].First<Declaration>();
  if (!declared || declared->init.empty())
    return NotApplicable("it is not made from a module definition");
  // The runtime calls no PyInit function of what it makes itself: there is none.
  const auto again = seen[experiments::kAlone].First<SecondImport>();
  if (again && !again->withheld.empty()) return NotApplicable(again->withheld);
  if (declared->init == "single-phase")
    return Fail("it initialises in a single phase: its PyInit function returns a finished module");
  return Pass(declared->init == "export" ? "by export (PEP 793)" : "in several phases");
}

ISOGRADE_CHECK(
    {.id = "declaration/multi-phase-init",
     .level = StateLevel::kModule,
     .belongs = StateLevel::kModule,
     .severity = Severity::kHygiene,
     .claim = "The module initialises in several phases (PEP 489) or by export (PEP 793).",
     .rationale = "https://peps.python.org/pep-0489/",
     .remedy = "Return PyModuleDef_Init(&definition) from PyInit and move the set-up into a "
               "Py_mod_exec slot.",
     .remedy_changes = GeneratedPart::kState,
     .config_independent = true,
     .experiments = {experiments::kAlone},
     .stages = {stages::kImport, stages::kDeclare},
     .answers_for = Answers({experiments::kAlone}, {stages::kDeclare}),
     .scope = CheckScope::kMembers,
     .judge = JudgeMultiPhaseInit,
     .names_state = true});

}  // namespace
}  // namespace isograde
