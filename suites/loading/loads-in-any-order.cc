#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <set>

#include "base/json_name.h"
#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"

namespace isograde {
namespace {

struct Shown {
  std::optional<LoadOutcome> main;
  std::set<LoadOutcome> others;
  int loaded = 0;
  int refused = 0;
  int failed = 0;
  bool has_siblings = false;  // somebody was refused it and has other parts of its package
};

Shown Summary(const Record& record) {
  Shown shown;
  for (const ImportOutcome& outcome : record.All<ImportOutcome>()) {
    const LoadOutcome word = OutcomeOf(outcome);
    shown.loaded += word == LoadOutcome::kLoads;
    // One that falls back is refused an extension module.
    shown.refused += word == LoadOutcome::kRefuses || word == LoadOutcome::kFallsBack;
    shown.failed += word == LoadOutcome::kFails;
    shown.has_siblings |= !outcome.siblings.empty();
    if (outcome.interpreter == 0) {
      shown.main = word;
    } else {
      shown.others.insert(word);
    }
  }
  return shown;
}

std::string Words(const Shown& shown) {
  std::set<std::string> others;
  for (const LoadOutcome outcome : shown.others) others.insert(JsonName(outcome));
  return fmt::format("main {}, the others: {}", JsonName(*shown.main), fmt::join(others, " or "));
}

// First come, first served (NumPy's guard, PyO3's): main is a further interpreter too where it
// comes last.
bool ServesOneAtMost(const Shown& shown) {
  return shown.loaded <= 1 && shown.refused > 0 && shown.failed == 0;
}

Finding JudgeAnyOrder(const Observations& seen) {
  if (!UnimportableBecause(seen).empty())
    return NotApplicable("the main interpreter cannot import it");
  // Of main alone: from 3.13 on a further interpreter's import of a single-phase module runs PyInit
  // in main, which may import more, the module itself included.
  const auto alone = seen[experiments::kAlone].First<ImportOutcome>();
  if (alone && alone->was_loaded)
    return NotApplicable("every interpreter loads it at its own start");
  if (const std::string reason = TurnedAwayByCPython(seen); !reason.empty())
    return NotApplicable(reason);
  const Shown first = Summary(seen[experiments::kMainFirst]);
  const Shown last = Summary(seen[experiments::kMainLast]);
  if (!first.main || first.others.empty() || !last.main || last.others.empty()) {
    return Inconclusive("it was not seen in both orders");
  }
  if (first.main == last.main && first.others == last.others) return Pass();
  if (ServesOneAtMost(first) && ServesOneAtMost(last)) {
    if (last.loaded == 1 || last.has_siblings)
      return Pass("it serves one interpreter of a process at most: the first that tries");
    // Not a matter of who has it: nobody does.
    return Fail(
               "after refused attempts in other interpreters the main interpreter, which loads it "
               "when it comes first, is refused too")
        .As(Severity::kContaminates);
  }
  return Fail(fmt::format("main first: {}; main last: {}", Words(first), Words(last)));
}

ISOGRADE_CHECK(
    {.id = "loading/loads-in-any-order",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kBreaks,
     .claim = "The outcome of importing is the same whether the main interpreter "
              "imports first, last, or never.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html",
     .remedy = "Do not let initialisation depend on what an earlier import, in "
               "whichever interpreter, left in static variables.",
     .remedy_in_python = "Do not let importing depend on what an earlier import left in the "
                         "process: files, the environment, what its extension modules remember.",
     .remedy_changes = GeneratedPart::kState,
     .stages = {stages::kImport},
     .judge = JudgeAnyOrder});

}  // namespace
}  // namespace isograde
