#include <fmt/format.h>

#include <algorithm>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "evidence/sharing_rule.h"
#include "suites/identity/share_recorder.h"

namespace isograde {
namespace {

Finding JudgeSharing(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  std::vector<Evidence> evidence;
  int topmost = 0, total = 0;
  bool after_calls = false;
  Severity severity = Severity::kHygiene;
  const std::vector<SharedObjects> seen_in_both = seen.Across<SharedObjects>();
  for (const SharedObjects& shared : seen_in_both) {
    if (shared.topmost == 0) continue;
    severity = std::min(severity, shared.severity(seen.config));  // worst first
    if (shared.topmost <= topmost) continue;
    topmost = shared.topmost;
    total = shared.total;
    after_calls = shared.after_calls;
    evidence.clear();
    for (const SharedObject& object : shared.objects) {
      evidence.push_back(
          {.text = fmt::format("{}: {}, {} at {}{}, in interpreters {}", object.path,
                               object.objection, object.type, object.address,
                               object.constant ? fmt::format(", {}", kConstantWords) : "",
                               InterpreterNames(object.interpreters)),
           .object_path = object.path,
           .type = object.type,
           .address = object.address,
           .interpreters = object.interpreters});
    }
  }
  if (evidence.empty()) {
    const bool truncated =
        std::any_of(seen_in_both.begin(), seen_in_both.end(),
                    [](const SharedObjects& shared) { return shared.truncated; });
    return truncated ? Inconclusive("there are too many objects to look at them all") : Pass();
  }
  return Fail(fmt::format("{} object{} {} reachable in several interpreters at once{} ({} with "
                          "what {} to): {}",
                          topmost, topmost == 1 ? "" : "s", topmost == 1 ? "is" : "are",
                          after_calls ? " after its calls" : "", total,
                          topmost == 1 ? "it leads" : "they lead", evidence.front().object_path))
      .With(std::move(evidence))
      .As(severity);
}

ISOGRADE_CHECK(
    {.id = "identity/interpreters-share-no-objects",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kContaminates,
     .claim = "No mortal object is reachable from the module in two interpreters at once.",
     .rationale = "https://peps.python.org/pep-0684/#shared-state",
     .remedy = "Move the object from a static variable into the module state; make static types "
               "heap types.",
     .remedy_in_python = kLookAtItsExtensions,
     .remedy_changes = GeneratedPart::kState,
     .stages = {stages::kImport, stages::kWalk},
     .answers_for = {{experiments::kAlone, stages::kWalk},
                     {experiments::kMainFirst, stages::kWalk},
                     {experiments::kMainLast, stages::kWalk},
                     {experiments::kMainLast, stages::kWalkAgain}},
     .scope = CheckScope::kMembers,
     .judge = JudgeSharing});

}  // namespace
}  // namespace isograde
