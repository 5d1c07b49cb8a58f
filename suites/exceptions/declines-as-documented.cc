#include <fmt/format.h>

#include <algorithm>

#include "checklist/check.h"
#include "checklist/declined_call.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/exceptions/call_recorders.h"

namespace isograde {
namespace {

// What is wrong with what became of one call.
void Look(const DocumentedCall& call, std::vector<Evidence>& evidence) {
  for (std::size_t i = 0; i < call.otherwise.size(); ++i)
    evidence.push_back({.text = call.otherwise[i], .interpreters = {call.otherwise_in[i]}});
  if (call.declined_in.empty() || call.works_in.empty()) return;
  evidence.push_back(
      {.text = fmt::format("`{}` raises {} in interpreters {}, and works in {}", call.call,
                           call.exception, InterpreterNames(call.declined_in),
                           InterpreterNames(call.works_in)),
       .interpreters = call.works_in});
}

std::string Words(const DocumentedCall& call) {
  return call.IsDeclined()
             ? DeclinedText(call.call, call.exception, call.declined_in)
             : fmt::format("`{}` works in interpreters {}, where it is documented to raise {}",
                           call.call, InterpreterNames(call.works_in), call.exception);
}

Finding JudgeDeclines(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  const std::vector<DocumentedCall> calls = DocumentedCalls(seen);
  if (calls.empty())
    return NotApplicable("no call is documented to be declined in further interpreters");
  std::vector<Evidence> evidence;
  for (const DocumentedCall& call : calls) Look(call, evidence);
  if (!evidence.empty()) return Fail(evidence.front().text).With(std::move(evidence));
  for (const DocumentedCall& call : calls)
    evidence.push_back({.text = Words(call), .interpreters = call.declined_in});
  return Pass(evidence.front().text).With(std::move(evidence));
}

ISOGRADE_CHECK(
    {.id = "exceptions/declines-as-documented",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kBreaks,
     .claim = "A call that is documented to be declined in further interpreters raises that "
              "exception in each of them, every time, or works in all.",
     .rationale = "https://docs.python.org/3/howto/"
                  "isolating-extensions.html#opt-out-limiting-to-one-module-object-per-process",
     .remedy = "Ask whether the current interpreter is the main one, not which one came first; "
               "raise before anything is changed, and always the same documented exception.",
     .stages = {stages::kImport, stages::kRaise, stages::kUse},
     .judge = JudgeDeclines});

}  // namespace
}  // namespace isograde
