#include "checklist/check.h"
#include "checklist/import_outcome.h"
#include "checklist/observations.h"
#include "suites/declaration/declaration_recorder.h"

namespace isograde {
namespace {

Finding JudgeInterpreterSupport(const Observations& seen) {
  const auto declared = seen[experiments::kAlone].First<Declaration>();
  if (!declared || declared->init.empty())
    return NotApplicable("it is not made from a module definition");
  if (!declared->knows_interpreters_slot)
    return NotApplicable("this CPython has no Py_mod_multiple_interpreters slot (3.12 and newer)");
  if (declared->init == "single-phase")
    return NotApplicable("a single-phase module has no slots to declare anything in");
  if (declared->multiple_interpreters == "unspecified") {
    return Fail(
        "it leaves Py_mod_multiple_interpreters out, which means: supported, but not with an own "
        "GIL");
  }
  return Pass(declared->multiple_interpreters);
}

ISOGRADE_CHECK(
    {.id = "declaration/declares-interpreter-support",
     .level = StateLevel::kModule,
     .belongs = StateLevel::kModule,
     .severity = Severity::kNote,
     .claim = "The module states Py_mod_multiple_interpreters rather than leaving the default "
              "(3.12 and newer).",
     .rationale = "https://docs.python.org/3/c-api/module.html#c.Py_mod_multiple_interpreters",
     .remedy = "Add {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED} to the "
               "slots once the module is "
               "isolated, or Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED until it is.",
     .remedy_changes = GeneratedPart::kSupport,
     .config_independent = true,
     .experiments = {experiments::kAlone},
     .stages = {stages::kImport, stages::kDeclare},
     .scope = CheckScope::kMembers,
     .judge = JudgeInterpreterSupport});

}  // namespace
}  // namespace isograde
