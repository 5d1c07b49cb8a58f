#include "checklist/check.h"
#include "checklist/import_outcome.h"
#include "checklist/observations.h"
#include "suites/c_api/api_recorder.h"

namespace isograde {
namespace {

Finding JudgeLookup(const Observations& seen) {
  if (const std::string reason = NoApiUse(seen); !reason.empty()) return NotApplicable(reason);
  std::vector<Evidence> uses = UsesOf(*seen[experiments::kAlone].First<ApiUse>(), "PyState_");
  if (uses.empty()) return Pass();
  const std::string first = uses.front().text;
  return Fail("it looks its state up by interpreter: " + first).With(std::move(uses));
}

ISOGRADE_CHECK(
    {.id = "c_api/no-pystate-lookup",
     .level = StateLevel::kInterpreter,
     .belongs = StateLevel::kModule,
     .severity = Severity::kHygiene,
     .claim = "It does not look its module up with PyState_FindModule, of which an interpreter has "
              "one for each definition, the module that was imported last.",
     .rationale = "https://peps.python.org/pep-0573/",
     .remedy = "Get the state from what is at hand: PyModule_GetState(module) in functions, "
               "PyType_GetModuleState of the defining class (METH_METHOD), or "
               "PyType_GetModuleByDef in slots (3.11).",
     .remedy_changes = GeneratedPart::kState,
     .config_independent = true,
     .experiments = {experiments::kAlone},
     .stages = {stages::kImport, stages::kCApi},
     .scope = CheckScope::kMembers,
     .judge = JudgeLookup,
     .names_state = true});

}  // namespace
}  // namespace isograde
