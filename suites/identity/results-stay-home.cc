#include <fmt/format.h>

#include <map>
#include <set>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/identity/call_results.h"
#include "suites/identity/foreign_results.h"

namespace isograde {
namespace {

// One object that the same call, or another, gives in several interpreters.
std::vector<Evidence> SharedResults(const std::vector<CallResult>& results) {
  std::map<std::string, std::pair<const CallResult*, std::set<int>>> seen;
  for (const CallResult& result : results) {
    if (result.address.empty()) continue;
    auto& [first, interpreters] = seen[result.address];
    if (!first) first = &result;
    interpreters.insert(result.interpreter);
  }
  std::vector<Evidence> evidence;
  for (const auto& [address, where] : seen) {
    const auto& [first, interpreters] = where;
    if (interpreters.size() < 2) continue;
    const std::vector<int> all(interpreters.begin(), interpreters.end());
    evidence.push_back({.text = fmt::format("`{}` gives one object in interpreters {}: a {}",
                                            first->call, InterpreterNames(all), first->type),
                        .object_path = first->call,
                        .type = first->type,
                        .address = address,
                        .interpreters = all});
  }
  return evidence;
}

Finding JudgeResults(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  const ForeignResults foreign(seen);
  if (!foreign.has_calls()) return NotApplicable("no call is known whose result could be compared");
  if (auto evidence = foreign.Returned(); !evidence.empty())
    return Fail(evidence.front().text).With(std::move(evidence)).As(Severity::kBreaks);
  for (const ExperimentId id : experiments::kSideBySide) {
    if (auto evidence = SharedResults(seen[id].All<CallResult>()); !evidence.empty())
      return Fail(evidence.front().text).With(std::move(evidence));
  }
  return foreign.tried() == 0 ? NotApplicable("no interpreter that loaded it could make the calls")
                              : Pass(fmt::format("{} calls compared", foreign.tried()));
}

ISOGRADE_CHECK({.id = "identity/results-stay-home",
                .level = StateLevel::kProcess,
                .belongs = StateLevel::kModule,
                .severity = Severity::kContaminates,
                .claim = "What a call returns belongs to the interpreter that made the call, its "
                         "types included.",
                .rationale = "https://docs.python.org/3/howto/isolating-extensions.html",
                .remedy = "Keep what calls give out, and the types that they make, in the module "
                          "state; no static cache of objects.",
                .remedy_in_python = kLookAtItsExtensions,
                .remedy_changes = GeneratedPart::kState,
                .stages = {stages::kImport, stages::kUse},
                .judge = JudgeResults});

}  // namespace
}  // namespace isograde
