#include "suites/exceptions/verdicts.h"

#include <fmt/format.h>

#include "checklist/demonstrated.h"

namespace isograde {

std::string TroubleAlone(const Observations& seen, const RaiseOutcome& outcome) {
  for (const RaiseOutcome& alone : seen[experiments::kAlone].All<RaiseOutcome>()) {
    if (alone.call != outcome.call || alone.exception != outcome.exception || alone.caught)
      continue;
    if (!alone.trouble.empty())
      return fmt::format("the recipe does not fit this module: {}", alone.trouble);
    return fmt::format(
        "the recipe does not fit this module: {}, not its own {}, in the main interpreter alone",
        WhatItDid(alone), alone.exception);
  }
  return {};
}

std::string WhatItDid(const RaiseOutcome& outcome) {
  if (!outcome.trouble.empty()) return outcome.trouble;
  return outcome.raised ? fmt::format("`{}` raised {}", outcome.call, Text(outcome.raised))
                        : fmt::format("`{}` raised nothing", outcome.call);
}

std::string ExceptClause(const RaiseOutcome& outcome, const char* module) {
  return outcome.is_elsewhere ? "except " + outcome.exception
                              : fmt::format("except {}.{}", module, outcome.exception);
}

std::string ResultOf(const UseOutcome& outcome) {
  return outcome.raised ? "raised " + Text(outcome.raised) : "gave " + outcome.value;
}

std::string NoRaisingCall(const Observations& seen) {
  if (std::string reason = NotSeenInSeveral(seen); !reason.empty()) return reason;
  if (seen[experiments::kAlone].All<RaiseOutcome>().empty())
    return "no call is known that raises an exception of this module (no recipe)";
  return {};
}

}  // namespace isograde
