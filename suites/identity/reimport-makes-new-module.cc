#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/identity/reimport_recorder.h"

namespace isograde {
namespace {

Finding JudgeNewModule(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  if (const std::string reason = NotImportedAgain(seen); !reason.empty())
    return NotApplicable(reason);
  const auto reimport = seen[experiments::kMainFirst].First<Reimport>();
  if (!reimport) return NotApplicable("it was not imported again");
  if (reimport->raised.is_import_error)
    return NotApplicable("it refuses to be imported again: " + Text(reimport->raised));
  if (reimport->raised)
    return Fail("importing it again raised " + Text(reimport->raised)).As(Severity::kBreaks);
  if (reimport->same_module) return Fail("the second import gave the same module object");
  return Pass();
}

ISOGRADE_CHECK(
    {.id = "identity/reimport-makes-new-module",
     .level = StateLevel::kInterpreter,
     .belongs = StateLevel::kModule,
     .severity = Severity::kHygiene,
     .claim = "Deleted from sys.modules and imported again, the module is another module object.",
     .rationale = "https://peps.python.org/pep-0489/#module-reloading",
     .remedy = "Create a new module object on every import: no module kept in a static, none "
               "handed out again by Py_mod_create.",
     .remedy_in_python = "Let each import make a module and run its code: put no object of your "
                         "own into sys.modules.",
     .remedy_changes = GeneratedPart::kState,
     .stages = {stages::kImport, stages::kReimport},
     .answers_for = Answers({experiments::kAlone, experiments::kMainFirst}, {stages::kReimport}),
     .scope = CheckScope::kMembers,
     .judge = JudgeNewModule});

}  // namespace
}  // namespace isograde
