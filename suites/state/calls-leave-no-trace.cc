#include <fmt/format.h>

#include <algorithm>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/observations.h"
#include "suites/state/static_use.h"
#include "suites/state/trace_recorder.h"

namespace isograde {
namespace {

// The variable that it is, as far as that is known: one that brings the old result back; else one
// that holds an address, which nobody may put back.
const TracedVariable* CauseOf(const CallTrace& trace) {
  for (const bool proven : {true, false}) {
    for (const TracedVariable& one : trace.variables) {
      if (proven ? one.is_cause : one.is_pointer) return &one;
    }
  }
  return nullptr;
}

Finding JudgeTraces(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  const Record& record = seen[experiments::kMainFirst];
  std::vector<Evidence> evidence, unexplained;
  for (const CallTrace& trace : record.All<CallTrace>()) {
    std::string text = fmt::format("`{}` in {} changes what `{}` gives in {}: it was {}, it is {}",
                                   trace.call, InterpreterName(trace.acting), trace.shown_by,
                                   InterpreterName(trace.seen_in), trace.was, trace.is);
    const TracedVariable* const cause = CauseOf(trace);
    Evidence one{.text = text};
    if (cause) {
      const VariableUse use{.library = cause->library,
                            .variable = cause->variable,
                            .place = {.address = cause->address}};
      text += fmt::format("; {} was changed by it", use.Name());
      if (cause->is_cause) text += ", and with its old value the old result comes back";
      one = use.Say(std::move(text));
    }
    one.interpreters = {trace.acting, trace.seen_in};
    (cause ? evidence : unexplained).push_back(std::move(one));
  }
  if (!evidence.empty()) return Fail(evidence.front().text).With(std::move(evidence));
  if (!unexplained.empty())
    return Fail(unexplained.front().text +
                "; by which static variable of its libraries, if any, is not known")
        .With(std::move(unexplained))
        .As(Severity::kNote);
  const auto compared = record.First<CallsCompared>();
  if (!compared) return NotApplicable("no call is known that could leave something behind");
  return Pass(fmt::format("{} calls, each looked at by {}", compared->acts, compared->probes));
}

ISOGRADE_CHECK(
    {.id = "state/calls-leave-no-trace",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kBreaks,
     .claim = "A call in one interpreter changes no result of a call in another.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html"
                  "#managing-per-module-state",
     .remedy = "What a call leaves for the next one, a default, a mode, a last result, is no "
               "static variable: keep it in the module state, or in an object that the caller has.",
     .remedy_in_python = kLookAtItsExtensions,
     .remedy_changes = GeneratedPart::kState,
     .experiments = {experiments::kMainFirst},
     .stages = {stages::kTraces},
     .answers_for = Answers({experiments::kMainFirst}, {stages::kTraces}),
     .judge = JudgeTraces,
     .names_state = true,
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
