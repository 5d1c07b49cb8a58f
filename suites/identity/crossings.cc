#include "suites/identity/crossings.h"

#include <fmt/format.h>

#include "sandbox/record.h"

namespace isograde {

Finding JudgeCrossings(const std::vector<Crossing>& crossings, int tried, const char* unit) {
  if (crossings.empty()) return Pass(fmt::format("{} {} tried", tried, unit));
  std::vector<Evidence> evidence;
  for (const Crossing& crossing : crossings) {
    evidence.push_back({.text = fmt::format("{}: {} in {} shows in {}", crossing.object, crossing.what, InterpreterName(crossing.made_in),
                                            InterpreterName(crossing.seen_in)),
                        .object_path = crossing.object, .interpreters = {crossing.made_in, crossing.seen_in}});
  }
  return Fail(evidence.front().text).With(std::move(evidence));
}

}  // namespace isograde
