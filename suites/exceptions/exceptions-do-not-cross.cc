#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/exceptions/call_recorders.h"

namespace isograde {
namespace {

Finding JudgeCrossing(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  std::vector<Evidence> evidence;
  int compared = 0;
  for (const ExceptionMatches& matches : seen.Across<ExceptionMatches>()) {
    compared = std::max(compared, matches.compared);
    if (!evidence.empty()) continue;  // the other order tells of the same classes
    for (const ExceptionCrossing& crossing : matches.crossings) {
      std::vector<int> interpreters = {crossing.raised_in};
      interpreters.insert(interpreters.end(), crossing.caught_in.begin(), crossing.caught_in.end());
      evidence.push_back(
          {.text = fmt::format("{}.{} raised in {} is caught by `except` in {}", seen.target.name,
                               crossing.name, InterpreterName(crossing.raised_in),
                               InterpreterNames(crossing.caught_in)),
           .object_path = seen.target.name + "." + crossing.name,
           .type = "type",
           .address = crossing.address,
           .interpreters = interpreters});
    }
  }
  if (!evidence.empty()) return Fail(evidence.front().text).With(std::move(evidence));
  if (compared == 0) return NotApplicable("it defines no exception");
  return Pass(fmt::format("{} exception classes compared", compared));
}

ISOGRADE_CHECK(
    {.id = "exceptions/exceptions-do-not-cross",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kContaminates,
     .claim = "One interpreter's exception class does not match another's.",
     .rationale = "https://peps.python.org/pep-0489/#background",
     .remedy =
         "Create the exception in Py_mod_exec for each module instead of once for the process.",
     .remedy_in_python = kLookAtItsExtensions,
     .remedy_changes = GeneratedPart::kState,
     .stages = {stages::kImport, stages::kMatch},
     .answers_for = Answers({experiments::kMainFirst, experiments::kMainLast}, {stages::kMatch}),
     .scope = CheckScope::kMembers,
     .judge = JudgeCrossing});

}  // namespace
}  // namespace isograde
