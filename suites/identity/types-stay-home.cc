#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/identity/crossings.h"
#include "suites/identity/probe_recorders.h"

namespace isograde {
namespace {

Finding JudgeTypes(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  const auto result = seen[experiments::kMainFirst].First<TypeCrossings>();
  if (!result || (result->tried == 0 && result->crossings.empty()))
    return NotApplicable("it has no type that can be derived from");
  return JudgeCrossings(result->crossings, result->tried, "types");
}

ISOGRADE_CHECK({.id = "identity/types-stay-home",
                .level = StateLevel::kProcess,
                .belongs = StateLevel::kModule,
                .severity = Severity::kContaminates,
                .claim = "Subclassing, __subclasses__(), ABC registration and method caches of its "
                         "types do not cross interpreters.",
                .rationale = "https://docs.python.org/3/howto/isolating-extensions.html#heap-types",
                .remedy = "Create the type with PyType_FromModuleAndSpec for each module instead "
                          "of keeping one for the process.",
                .remedy_in_python = kLookAtItsExtensions,
                .remedy_changes = GeneratedPart::kState,
                .stages = {stages::kImport, stages::kSubclass},
                .answers_for = Answers({experiments::kAlone, experiments::kMainFirst},
                                       {stages::kSubclass}),
                .scope = CheckScope::kMembers,
                .judge = JudgeTypes});

}  // namespace
}  // namespace isograde
