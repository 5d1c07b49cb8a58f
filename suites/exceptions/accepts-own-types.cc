#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/exceptions/verdicts.h"
#include "suites/identity/different_results.h"

namespace isograde {
namespace {

Finding JudgeOwnTypes(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  const std::vector<UseOutcome> alone = seen[experiments::kAlone].All<UseOutcome>();
  DifferentResults found = FindDifferentResults(seen);
  if (alone.empty() && found.tried == 0)
    return NotApplicable("no call is known that uses this module (no recipe)");
  std::vector<Evidence> evidence;
  std::string unclear;
  int tried = found.tried;
  for (const UseOutcome& reference : alone) {
    if (reference.raised && !reference.documented.empty()) continue;
    if (reference.raised || !reference.trouble.empty()) {
      unclear = fmt::format(
          "the recipe does not fit this module: `{}` {} in the main interpreter alone",
          reference.call, reference.trouble.empty() ? ResultOf(reference) : reference.trouble);
      continue;
    }
    for (const UseOutcome& outcome : seen.Across<UseOutcome>()) {
      if (outcome.call != reference.call || !outcome.trouble.empty() || outcome.MayDecline())
        continue;
      ++tried;
      if (outcome.raised || outcome.value != reference.value) {
        evidence.push_back(
            {.text = fmt::format("in {} ({}), `{}` {}; alone it {}",
                                 InterpreterName(outcome.interpreter), Words(outcome.phase),
                                 outcome.call, ResultOf(outcome), ResultOf(reference)),
             .interpreters = {outcome.interpreter}});
      }
    }
  }
  evidence.insert(evidence.end(), found.caused.begin(), found.caused.end());
  if (evidence.empty() && unclear.empty() && !found.unexplained.empty())
    return Fail(found.unexplained.front().text)
        .With(std::move(found.unexplained))
        .As(Severity::kNote);
  if (!evidence.empty()) return Fail(evidence.front().text).With(std::move(evidence));
  if (!unclear.empty()) return Inconclusive(unclear);
  return tried == 0 ? NotApplicable("no interpreter that loaded it could make the recipe's calls")
                    : Pass(fmt::format("{} calls tried", tried));
}

ISOGRADE_CHECK({.id = "exceptions/accepts-own-types",
                .level = StateLevel::kProcess,
                .belongs = StateLevel::kModule,
                .severity = Severity::kBreaks,
                .claim = "Calls with the own interpreter's instances (datetime, decimal, enum, "
                         "ABCs) work in every interpreter as in main.",
                .rationale = "https://docs.python.org/3/howto/isolating-extensions.html",
                .remedy = "Look classes of other modules up in Py_mod_exec and keep them in the "
                          "module state, not in a static cache.",
                .remedy_in_python = kLookAtItsExtensions,
                .remedy_changes = GeneratedPart::kState,
                .stages = {stages::kImport, stages::kUse},
                .answers_for = Answers({experiments::kAlone, experiments::kMainFirst,
                                        experiments::kMainLast},
                                       {stages::kSetup, stages::kUse}),
                .judge = JudgeOwnTypes});

}  // namespace
}  // namespace isograde
