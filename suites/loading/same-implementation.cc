#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"

namespace isograde {
namespace {

Finding JudgeSameImplementation(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  std::vector<Evidence> evidence;
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>()) {
    for (const std::string& difference : outcome.differences) {
      evidence.push_back(
          {.text = fmt::format("in {}: {}", InterpreterName(outcome.interpreter), difference),
           .interpreters = {outcome.interpreter}});
    }
  }
  // What its users see is the same: that it is slower there is told.
  const bool only_slower = evidence.empty();
  std::vector<std::pair<std::string, std::vector<int>>> inside;
  const auto add = [&](std::string text, int interpreter) {
    const auto known = std::find_if(inside.begin(), inside.end(),
                                    [&](const auto& one) { return one.first == text; });
    if (known == inside.end()) {
      inside.push_back({std::move(text), {interpreter}});
    } else if (!std::binary_search(known->second.begin(), known->second.end(), interpreter)) {
      known->second.push_back(interpreter);
      std::sort(known->second.begin(), known->second.end());
    }
  };
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>()) {
    for (const std::string& module : outcome.missing_modules)
      add("without the extension module " + module, outcome.interpreter);
    for (const std::string& difference : outcome.inner_differences)
      add(difference, outcome.interpreter);
  }
  for (auto& [text, interpreters] : inside)
    evidence.push_back({.text = fmt::format("in {}: {}", InterpreterNames(interpreters), text),
                        .interpreters = interpreters});
  if (evidence.empty()) return Pass();
  if (only_slower)
    return Fail(fmt::format("interpreters do not get the same implementation: {}",
                            evidence.front().text))
        .As(Severity::kNote)
        .With(std::move(evidence));
  return Fail(fmt::format("interpreters do not get the same module: {}", evidence.front().text))
      .With(std::move(evidence));
}

ISOGRADE_CHECK({.id = "loading/same-implementation",
                .level = StateLevel::kInterpreter,
                .belongs = StateLevel::kModule,
                .severity = Severity::kContaminates,
                .claim = "Each interpreter runs the same code: no silent fall back from the "
                         "extension to pure Python, no missing names.",
                .rationale = "https://peps.python.org/pep-0399/",
                .remedy = "Create every attribute on every import; let an ImportError of the "
                          "accelerator be seen where it changes behaviour.",
                .remedy_in_python = "Where an extension module is optional, catch its ImportError "
                                    "only around something that has the same names and gives the "
                                    "same results, and let users see which of both they have.",
                .stages = {stages::kImport},
                .judge = JudgeSameImplementation});

}  // namespace
}  // namespace isograde
