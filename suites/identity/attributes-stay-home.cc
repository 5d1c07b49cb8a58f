#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/identity/crossings.h"
#include "suites/identity/probe_recorders.h"

namespace isograde {
namespace {

Finding JudgeAttributes(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  const auto result = seen[experiments::kMainFirst].First<AttributeCrossings>();
  if (!result || result->tried == 0) return NotApplicable("nothing of it takes an attribute");
  return JudgeCrossings(result->crossings, result->tried, "objects");
}

ISOGRADE_CHECK({.id = "identity/attributes-stay-home",
                .level = StateLevel::kProcess,
                .belongs = StateLevel::kModule,
                .severity = Severity::kContaminates,
                .claim = "An attribute set on the module, or on one of its types, in one "
                         "interpreter is not seen in another.",
                .rationale = "https://docs.python.org/3/howto/isolating-extensions.html#heap-types",
                .remedy = "Create the type anew for each module; where it must be shared, make it "
                          "immutable (Py_TPFLAGS_IMMUTABLETYPE).",
                .remedy_in_python = kLookAtItsExtensions,
                .remedy_changes = GeneratedPart::kState,
                .stages = {stages::kImport, stages::kAttributes},
                .answers_for = Answers({experiments::kAlone, experiments::kMainFirst},
                                       {stages::kAttributes}),
                .scope = CheckScope::kMembers,
                .judge = JudgeAttributes});

}  // namespace
}  // namespace isograde
