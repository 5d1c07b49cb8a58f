#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/import_outcome.h"
#include "checklist/observations.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/exceptions/verdicts.h"

namespace isograde {
namespace {

// Called alike, and another class all the same: each interpreter has one of that name.
bool IsNamesake(const RaiseOutcome& outcome) {
  const auto last = [](const std::string& path) { return path.substr(path.rfind('.') + 1); };
  return outcome.raised && last(outcome.raised.type) == last(outcome.exception);
}

Finding JudgeOwnExceptions(const Observations& seen) {
  if (const std::string reason = NoRaisingCall(seen); !reason.empty()) return NotApplicable(reason);
  std::vector<Evidence> evidence;
  std::string unclear;
  int tried = 0;
  for (const RaiseOutcome& outcome : seen.Across<RaiseOutcome>()) {
    if (outcome.phase.when == CallPhase::kAfterReimport || !outcome.trouble.empty() ||
        outcome.MayDecline())
      continue;
    if (const std::string trouble = TroubleAlone(seen, outcome); !trouble.empty()) {
      unclear = trouble;
      continue;
    }
    ++tried;
    if (!outcome.caught) {
      evidence.push_back(
          {.text = fmt::format(
               "in {} ({}), {}, which its own `{}` does not catch{}",
               InterpreterName(outcome.interpreter), Words(outcome.phase), WhatItDid(outcome),
               ExceptClause(outcome, "module"),
               IsNamesake(outcome) ? ": it is an exception of another interpreter" : ""),
           .interpreters = {outcome.interpreter}});
    }
  }
  if (!evidence.empty()) return Fail(evidence.front().text).With(std::move(evidence));
  if (!unclear.empty()) return Inconclusive(unclear);
  return tried == 0 ? NotApplicable("no interpreter that loaded it could make the recipe's calls")
                    : Pass(fmt::format("{} calls tried", tried));
}

ISOGRADE_CHECK({.id = "exceptions/functions-raise-own-exceptions",
                .level = StateLevel::kProcess,
                .belongs = StateLevel::kModule,
                .severity = Severity::kBreaks,
                .claim = "With N interpreters loaded in any order, each catches its own module's "
                         "exceptions: the last writer does not win.",
                .rationale = "https://peps.python.org/pep-0489/#background",
                .remedy = "Keep the exception in the module state; no static PyObject* that every "
                          "import writes again.",
                .remedy_in_python = kLookAtItsExtensions,
                .remedy_changes = GeneratedPart::kState,
                .stages = {stages::kImport, stages::kRaise},
                .answers_for = Answers({experiments::kAlone, experiments::kMainFirst,
                                        experiments::kMainLast},
                                       {stages::kRaise}),
                .judge = JudgeOwnExceptions});

}  // namespace
}  // namespace isograde
