#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/identity/reimport_recorder.h"
#include "suites/identity/share_recorder.h"

namespace isograde {
namespace {

Finding JudgeNewContents(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  if (const std::string reason = NotImportedAgain(seen); !reason.empty())
    return NotApplicable(reason);
  const auto reimport = seen[experiments::kMainFirst].First<Reimport>();
  if (!reimport) return NotApplicable("it was not imported again");
  if (reimport->raised) return NotApplicable("importing it again raised " + Text(reimport->raised));
  if (reimport->same_module) return NotApplicable("the second import gave the same module object");
  std::vector<Evidence> evidence;
  for (const SurvivingAttribute& survivor : reimport->survivors) {
    if (survivor.objection.empty()) continue;
    const std::string path = seen.target.name + "." + survivor.name;
    evidence.push_back(
        {.text = fmt::format("old.{0} is new.{0} ({1})", survivor.name, survivor.sort),
         .object_path = path,
         .type = survivor.sort,
         .address = survivor.address,
         .interpreters = {reimport->interpreter}});
  }
  if (reimport->compared == 0)
    return NotApplicable("it has no types, exceptions, containers or functions of its own making");
  if (evidence.empty()) return Pass(fmt::format("{} attributes compared", reimport->compared));
  // What other interpreters do not reach is the interpreter's, not the process's: a rule is broken,
  // nobody else sees it. So it is where all that they reach is constant.
  const auto shared = seen[experiments::kMainFirst].First<SharedObjects>();
  const bool contained =
      shared && (shared->total == 0 || shared->severity(seen.config) == Severity::kHygiene);
  return Fail(fmt::format(
                  "{} of {} types, exceptions, containers and functions are the old module's: {}{}",
                  evidence.size(), reimport->compared, evidence.front().text,
                  evidence.size() > 1 ? ", ..." : ""))
      .With(std::move(evidence))
      .As(contained ? Severity::kHygiene : Severity::kContaminates);
}

ISOGRADE_CHECK({.id = "identity/reimport-recreates-contents",
                .level = StateLevel::kProcess,
                .belongs = StateLevel::kModule,
                .severity = Severity::kContaminates,
                .claim = "Imported again, the module has other contents too: types, exceptions, "
                         "containers, functions.",
                .rationale = "https://peps.python.org/pep-0489/#module-reloading",
                .remedy = "Use multi-phase initialisation and create types with "
                          "PyType_FromModuleAndSpec in Py_mod_exec, kept in the module state.",
                .remedy_in_python = "Make in the module's own code what it is to hold: what it "
                                    "takes from a module that stays, it gets again.",
                .remedy_changes = GeneratedPart::kState,
                .stages = {stages::kImport, stages::kReimport},
                .scope = CheckScope::kMembers,
                .judge = JudgeNewContents});

}  // namespace
}  // namespace isograde
