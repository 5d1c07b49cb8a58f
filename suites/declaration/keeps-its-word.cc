#include <fmt/format.h>

#include "base/json_name.h"
#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/declaration/declaration_recorder.h"

namespace isograde {
namespace {

bool Promises(const std::string& declared, InterpreterConfig config) {
  if (declared == "per_interpreter_gil") return config != InterpreterConfig::kOverride;
  return declared == "supported" && !HasOwnGil(config);
}

Finding JudgeKeepsItsWord(const Observations& seen) {
  const auto declared = seen[experiments::kAlone].First<Declaration>();
  const std::string word = declared ? declared->multiple_interpreters : "";
  if (word.empty() || word == "unspecified")
    return NotApplicable("it declares nothing about interpreters");
  const std::optional<LoadOutcome> shown = DemonstratedIn(seen);
  if (word == "not_supported") {
    const bool asked =
        seen.config == InterpreterConfig::kStrict || seen.config == InterpreterConfig::kIsolated;
    if (!asked) return NotApplicable("CPython does not ask for the declaration in this config");
    return shown == LoadOutcome::kLoads
               ? Fail(
                     "it declares that it does not support several interpreters, and "
                     "loads all the same")
               : Pass("declared not_supported, and refuses");
  }
  if (!Promises(word, seen.config))
    return NotApplicable(fmt::format("it declares {}, which promises nothing here", word));
  if (shown == LoadOutcome::kLoads) return Pass(fmt::format("declared {}, and loads", word));
  if (const std::string dependency = FailingDependency(seen); !dependency.empty()) {
    return NotApplicable(
        fmt::format("could not be shown: its dependency {} does not load here", dependency));
  }
  if (!shown)
    return Inconclusive("what it does in a further interpreter was not seen: something else broke");
  const bool broke = shown == LoadOutcome::kCrashes || shown == LoadOutcome::kHangs;
  return Fail(fmt::format("it declares {}, but {}", word,
                          JsonName(*shown) + " in a further interpreter"))
      .RestingOn(broke ? BrokenAtImport(seen) : ExperimentId());
}

ISOGRADE_CHECK({.id = "declaration/keeps-its-word",
                .level = StateLevel::kModule,
                .belongs = StateLevel::kModule,
                .severity = Severity::kBreaks,
                .claim = "What the module declares is what it does: a declared support is "
                         "demonstrated, a declared refusal refuses.",
                .rationale = "https://peps.python.org/pep-0684/#opting-in",
                .remedy = "Declare Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED, or SUPPORTED "
                          "without an own GIL, until the module does "
                          "load and work in every interpreter.",
                .remedy_changes = GeneratedPart::kRefusal,
                .stages = {stages::kImport},
                .scope = CheckScope::kMembers,
                .judge = JudgeKeepsItsWord});

}  // namespace
}  // namespace isograde
