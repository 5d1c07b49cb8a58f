#include "suites/identity/foreign_results.h"

#include <fmt/format.h>

#include <map>

#include "suites/identity/reproduction.h"

namespace isograde {

ForeignResults::ForeignResults(const Observations& seen) : config_(seen.config) {
  std::map<std::string, CallResult> alone;
  for (CallResult& result : seen[experiments::kAlone].All<CallResult>()) {
    if (result.trouble.empty()) alone.emplace(result.call, std::move(result));
  }
  has_calls_ = !alone.empty();
  for (CallResult& result : seen.Across<CallResult>()) {
    const auto reference = alone.find(result.call);
    if (reference == alone.end() || !result.trouble.empty()) continue;
    ++tried_;
    if (!result.foreign.empty() && reference->second.foreign.empty())
      foreign_.push_back(std::move(result));
  }
}

std::vector<Evidence> ForeignResults::Told(bool raised) const {
  std::vector<Evidence> evidence;
  for (const CallResult& result : foreign_) {
    if (result.raised != raised) continue;
    const std::string in = fmt::format("in {} ({}), `{}` ", InterpreterName(result.interpreter),
                                       Words(result.phase), result.call);
    evidence.push_back(
        {.text = raised ? fmt::format("{}raised {}, an exception of another interpreter, which its "
                                      "own `except {}` does not catch",
                                      in, result.foreign, result.foreign)
                        : fmt::format("{}gave a {} of another interpreter, which is no instance of "
                                      "its own {}",
                                      in, result.foreign, result.foreign),
         .type = result.foreign,
         .interpreters = {result.interpreter},
         .script = ReproductionOf(result, config_)});
  }
  return evidence;
}

}  // namespace isograde
