#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/identity/foreign_results.h"

namespace isograde {
namespace {

Finding JudgeRaised(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  const ForeignResults foreign(seen);
  if (!foreign.has_calls())
    return NotApplicable("no call is known whose exception could be compared");
  if (auto evidence = foreign.Raised(); !evidence.empty())
    return Fail(evidence.front().text).With(std::move(evidence));
  return foreign.tried() == 0 ? NotApplicable("no interpreter that loaded it could make the calls")
                              : Pass(fmt::format("{} calls compared", foreign.tried()));
}

ISOGRADE_CHECK({.id = "exceptions/raises-own-classes",
                .level = StateLevel::kProcess,
                .belongs = StateLevel::kModule,
                .severity = Severity::kBreaks,
                .claim = "Whatever a call raises, its class belongs to the interpreter that made "
                         "the call: its own module's, another module's, a builtin.",
                .rationale = "https://peps.python.org/pep-0489/#background",
                .remedy = "Look exception classes up in Py_mod_exec and keep them in the module "
                          "state; no static variable that the first import, or the first call, "
                          "fills for all.",
                .remedy_in_python = kLookAtItsExtensions,
                .remedy_changes = GeneratedPart::kState,
                .stages = {stages::kImport, stages::kUse},
                .judge = JudgeRaised});

}  // namespace
}  // namespace isograde
