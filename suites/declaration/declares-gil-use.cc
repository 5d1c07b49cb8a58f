#include "checklist/check.h"
#include "checklist/import_outcome.h"
#include "checklist/observations.h"
#include "suites/declaration/declaration_recorder.h"

namespace isograde {
namespace {

Finding JudgeGilUse(const Observations& seen) {
  const auto declared = seen[experiments::kAlone].First<Declaration>();
  if (!declared || declared->init.empty())
    return NotApplicable("it is not made from a module definition");
  if (!declared->knows_gil_slot)
    return NotApplicable("this CPython has no Py_mod_gil slot (3.13 and newer)");
  if (declared->init == "single-phase")
    return NotApplicable("a single-phase module has no slots to declare anything in");
  if (declared->gil == "unspecified")
    return Fail("it leaves Py_mod_gil out, which means: it needs the GIL");
  return Pass(declared->gil);
}

ISOGRADE_CHECK({.id = "declaration/declares-gil-use",
                .level = StateLevel::kRuntime,
                .belongs = StateLevel::kModule,
                .severity = Severity::kNote,
                .claim = "The module states Py_mod_gil (3.13 and newer).",
                .rationale = "https://docs.python.org/3/c-api/module.html#c.Py_mod_gil",
                .remedy = "Add {Py_mod_gil, Py_MOD_GIL_NOT_USED} to the slots if the module is "
                          "safe without the GIL, else Py_MOD_GIL_USED.",
                .remedy_changes = GeneratedPart::kGil,
                .config_independent = true,
                .experiments = {experiments::kAlone},
                .stages = {stages::kImport, stages::kDeclare},
                .scope = CheckScope::kMembers,
                .judge = JudgeGilUse});

}  // namespace
}  // namespace isograde
