#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/import_outcome.h"
#include "checklist/observations.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/exceptions/verdicts.h"
#include "suites/identity/reimport_recorder.h"

namespace isograde {
namespace {

Finding JudgeOldExceptions(const Observations& seen) {
  if (const std::string reason = NoRaisingCall(seen); !reason.empty()) return NotApplicable(reason);
  if (const std::string reason = NotImportedAgain(seen); !reason.empty())
    return NotApplicable(reason);
  std::vector<Evidence> evidence;
  std::string unclear;
  int tried = 0;
  for (const RaiseOutcome& outcome : seen[experiments::kMainFirst].All<RaiseOutcome>()) {
    if (outcome.phase.when != CallPhase::kAfterReimport || outcome.MayDecline()) continue;
    if (const std::string trouble = TroubleAlone(seen, outcome); !trouble.empty()) {
      unclear = trouble;
    } else if (outcome.trouble.empty()) {
      ++tried;
      if (!outcome.caught) {
        evidence.push_back({.text = fmt::format("{}, which `{}` does not catch", WhatItDid(outcome),
                                                ExceptClause(outcome, "old")),
                            .interpreters = {outcome.interpreter}});
      }
    }
  }
  if (!evidence.empty()) return Fail(evidence.front().text).With(std::move(evidence));
  if (!unclear.empty()) return Inconclusive(unclear);
  if (tried == 0) return NotApplicable("it could not be imported again and made to raise");
  return Pass(fmt::format("{} calls tried", tried));
}

ISOGRADE_CHECK(
    {.id = "exceptions/old-functions-raise-old-exceptions",
     .level = StateLevel::kInterpreter,
     .belongs = StateLevel::kModule,
     .severity = Severity::kBreaks,
     .claim = "After a re-import, functions of the old module raise what `except` on the old "
              "module's exceptions catches.",
     .rationale = "https://peps.python.org/pep-0573/",
     .remedy =
         "Take the exception from the state of the module that the function belongs to "
         "(PyModule_GetState of its module "
         "argument, PyType_GetModuleByDef in slots), not from PyState_FindModule or a static.",
     .remedy_in_python = "Raise what the module itself defines, not what sys.modules or another "
                         "module holds under its name.",
     .remedy_changes = GeneratedPart::kState,
     .stages = {stages::kImport, stages::kReimport, stages::kOldRaise},
     .answers_for = Answers({experiments::kMainFirst}, {stages::kOldRaise}),
     .judge = JudgeOldExceptions});

}  // namespace
}  // namespace isograde
