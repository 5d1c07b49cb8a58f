#include "suites/identity/crossings.h"

#include <fmt/format.h>

#include "sandbox/record.h"

namespace isograde {

Finding JudgeCrossings(const std::vector<Crossing>& crossings, int tried, const char* unit) {
  if (crossings.empty()) return Pass(fmt::format("{} {} tried", tried, unit));
  std::vector<Evidence> evidence;
  for (const Crossing& crossing : crossings) {
    std::vector<int> interpreters = {crossing.made_in};
    interpreters.insert(interpreters.end(), crossing.seen_in.begin(), crossing.seen_in.end());
    evidence.push_back(
        {.text = fmt::format("{}: {} in {} shows in {}", crossing.object, crossing.what,
                             InterpreterName(crossing.made_in), InterpreterNames(crossing.seen_in)),
         .object_path = crossing.object,
         .interpreters = interpreters});
  }
  return Fail(evidence.front().text).With(std::move(evidence));
}

}  // namespace isograde
