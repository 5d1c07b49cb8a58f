#include "checklist/declined_call.h"

#include <fmt/format.h>

#include <algorithm>

#include "checklist/call_outcome.h"

namespace isograde {
namespace {

void Insert(std::vector<int>& interpreters, int interpreter) {
  const auto at = std::lower_bound(interpreters.begin(), interpreters.end(), interpreter);
  if (at == interpreters.end() || *at != interpreter) interpreters.insert(at, interpreter);
}

bool ComesOutAsAlone(const RaiseOutcome& outcome, const Record&) { return outcome.caught; }

// Where it does not work in main either, whatever it returns.
bool ComesOutAsAlone(const UseOutcome& outcome, const Record& alone) {
  if (outcome.raised) return false;
  const auto uses = alone.All<UseOutcome>();
  return std::none_of(uses.begin(), uses.end(), [&](const UseOutcome& one) {
    return one.call == outcome.call && !one.raised && one.value != outcome.value;
  });
}

std::string Result(const RaiseOutcome& outcome) {
  return outcome.raised ? "raised " + Text(outcome.raised) : "raised nothing";
}
std::string Result(const UseOutcome& outcome) {
  return outcome.raised ? "raised " + Text(outcome.raised) : "gave " + outcome.value;
}

template <typename Outcome>
void Look(const Record& record, const Record& alone, std::vector<DocumentedCall>& calls) {
  for (const Outcome& outcome : record.All<Outcome>()) {
    if (!outcome.MayDecline() || !outcome.trouble.empty()) continue;
    auto call = std::find_if(calls.begin(), calls.end(),
                             [&](const DocumentedCall& one) { return one.call == outcome.call; });
    if (call == calls.end())
      call = calls.insert(call, {.call = outcome.call, .exception = outcome.documented});
    if (outcome.declined) {
      Insert(call->declined_in, outcome.interpreter);
    } else if (ComesOutAsAlone(outcome, alone)) {
      Insert(call->works_in, outcome.interpreter);
    } else {
      call->otherwise.push_back(
          fmt::format("in {} ({}), `{}` {}, where it is documented to raise {}",
                      InterpreterName(outcome.interpreter), Words(outcome.phase), outcome.call,
                      Result(outcome), outcome.documented));
      call->otherwise_in.push_back(outcome.interpreter);
    }
  }
}

}  // namespace

std::vector<DocumentedCall> DocumentedCalls(const Observations& seen) {
  std::vector<DocumentedCall> calls;
  for (const ExperimentId experiment : experiments::kSideBySide) {
    const Record& record = seen[experiment];
    Look<RaiseOutcome>(record, seen[experiments::kAlone], calls);
    Look<UseOutcome>(record, seen[experiments::kAlone], calls);
  }
  return calls;
}

bool DeclinesAllDocumented(const Record& record) {
  std::vector<DocumentedCall> calls;
  Look<RaiseOutcome>(record, {}, calls);
  Look<UseOutcome>(record, {}, calls);
  return !calls.empty() && std::all_of(calls.begin(), calls.end(), [](const DocumentedCall& call) {
    return call.IsDeclined();
  });
}

std::string DeclinedText(const std::string& call, const std::string& exception,
                         const std::vector<int>& interpreters) {
  return fmt::format("declines, as documented: `{}` raises {} in interpreter{} {}", call, exception,
                     interpreters.size() == 1 ? "" : "s", InterpreterNames(interpreters));
}

}  // namespace isograde
