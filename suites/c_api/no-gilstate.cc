#include "checklist/check.h"
#include "checklist/import_outcome.h"
#include "checklist/observations.h"
#include "suites/c_api/api_recorder.h"

namespace isograde {
namespace {

Finding JudgeGilState(const Observations& seen) {
  if (const std::string reason = NoApiUse(seen); !reason.empty()) return NotApplicable(reason);
  const auto use = seen[experiments::kAlone].First<ApiUse>();
  std::vector<Evidence> uses = UsesOf(*use, "PyGILState_");
  // It asks whether there is a thread state, and attaches nothing.
  std::erase_if(uses, [](const Evidence& one) {
    return one.symbol == "PyGILState_Check" || one.symbol == "PyGILState_GetThisThreadState";
  });
  if (uses.empty()) return Pass();
  const std::string first = uses.front().text;
  Finding finding =
      Fail("it attaches threads to no interpreter in particular: " + first).With(std::move(uses));
  // There it is wrong only on threads that have no thread state: what comes of that,
  // callbacks-come-home observes.
  if (use->gilstate_finds_interpreter) finding.severity = Severity::kNote;
  return finding;
}

ISOGRADE_CHECK(
    {.id = "c_api/no-gilstate",
     .level = StateLevel::kRuntime,
     .belongs = StateLevel::kInterpreter,
     .severity = Severity::kHygiene,
     .claim =
         "It does not use PyGILState_Ensure, which attaches a thread that Python does not know "
         "to the main interpreter, and up to 3.11 any thread.",
     .rationale = "https://peps.python.org/pep-0788/",
     .remedy = "Keep the interpreter when a callback is registered (PyInterpreterState_Get), and "
               "attach the thread to it: PyThreadState_New and PyEval_RestoreThread, or "
               "PyThreadState_Ensure on 3.15 and newer.",
     .config_independent = true,
     .experiments = {experiments::kAlone},
     .stages = {stages::kImport, stages::kCApi},
     .scope = CheckScope::kMembers,
     .judge = JudgeGilState,
     .names_state = true});

}  // namespace
}  // namespace isograde
