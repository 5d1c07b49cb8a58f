#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "suites/lifecycle/reinitialize_experiment.h"

namespace isograde {
namespace {

std::string FromHex(const std::string& digits) {
  std::string text;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    text += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  return text;
}

std::string ResultOf(const Round& round) {
  return round.raised.empty() ? "gave " + FromHex(round.value) : "raised " + FromHex(round.raised);
}

Finding JudgeReinitialization(const Observations& seen) {
  if (!UnimportableBecause(seen).empty())
    return NotApplicable("the main interpreter cannot import it");
  const Record* record = seen.Of(experiments::kReinitialize);
  if (!record) return NotApplicable("CPython was not initialised again");
  if (const auto none = record->First<NoRounds>()) return NotApplicable(none->reason);
  const std::vector<Round> rounds = record->All<Round>();
  if (rounds.empty()) return Inconclusive("no round was seen: " + record->output.substr(0, 200));
  if (!rounds.front().raised.empty())
    return Inconclusive("already in the first round it " + ResultOf(rounds.front()));
  for (const Round& round : rounds) {
    if (round.raised == rounds.front().raised && round.value == rounds.front().value) continue;
    // A refusal is no crash: NumPy's and PyO3's guards outlive Py_FinalizeEx on purpose.
    if (round.refused)
      return NotApplicable("it declines to be loaded again: it " + ResultOf(round));
    return Fail(fmt::format("in round {} it {}; in round 1 it {}", round.round, ResultOf(round),
                            ResultOf(rounds.front())));
  }
  return Pass(fmt::format("{} rounds", rounds.size()));
}

ISOGRADE_CHECK(
    {.id = "lifecycle/survives-reinitialization",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kBreaks,
     .claim = "It goes on working when CPython is finalised and initialised again in the "
              "same process.",
     .rationale = "https://docs.python.org/3/c-api/init.html#c.Py_FinalizeEx",
     .remedy = "No static variable may hold Python objects or what m_free gives back: "
               "statics outlive Py_FinalizeEx. Keep them in the module state.",
     .remedy_in_python = kLookAtItsExtensions,
     .remedy_changes = GeneratedPart::kState,
     .config_independent = true,
     .experiments = {experiments::kReinitialize},
     .stages = {stages::kReinitialize},
     .answers_for = Answers({experiments::kReinitialize}, {stages::kNone, stages::kReinitialize}),
     .judge = JudgeReinitialization,
     // A CPython that is initialised again is one more interpreter, which CPython does not ask
     // about: what a module declares is not looked at, and an id that it remembers is the same.
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
