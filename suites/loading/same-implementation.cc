#include <fmt/format.h>

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
  if (evidence.empty()) return Pass();
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
