#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "suites/lifecycle/ending_experiments.h"
#include "suites/state/exemptions.h"
#include "suites/state/static_recorder.h"
#include "suites/state/static_use.h"

namespace isograde {
namespace {

constexpr std::size_t kMostTold = 50;

Finding JudgeLeftovers(const Observations& seen) {
  if (const std::string reason = NotTried(seen, experiments::kFirstLoaderEnds); !reason.empty())
    return NotApplicable(reason);
  if (const auto nothing = NoStatics(seen)) return *nothing;
  const Record& record = *seen.Of(experiments::kFirstLoaderEnds);
  const StaticNames names = NamesIn(record);
  std::vector<Evidence> evidence;
  std::size_t variables = 0;
  std::string first;
  for (const StaticLeftovers& left : record.All<StaticLeftovers>()) {
    for (const StaticWord& word : left.words) {
      VariableUse use{.variable = VariableAt(names, word.library, word.place), .place = word.place};
      if (ExemptionOf(use.variable, word.shape)) continue;
      if (static_cast<std::size_t>(word.library) < names.libraries.size())
        use.SetLibrary(names.libraries[static_cast<std::size_t>(word.library)]);
      ++variables;
      if (first.empty()) first = use.Name();
      if (evidence.size() >= kMostTold) continue;
      evidence.push_back(use.Say(
          fmt::format("{}{} still refers to a {} object of interpreter {}, "
                      "which has ended",
                      use.Name(), use.variable.member.empty() ? "" : " at " + use.variable.member,
                      word.object, left.interpreter)));
      evidence.back().address = fmt::format("{:#x}", word.after);
      evidence.back().interpreters = {left.interpreter};
    }
  }
  if (variables == 0) return Pass();
  return Fail(fmt::format("{} static variable{} refer{} to what was an ended interpreter's, first "
                          "{}",
                          variables, variables == 1 ? "" : "s", variables == 1 ? "s" : "", first))
      .With(std::move(evidence));
}

ISOGRADE_CHECK(
    {.id = "state/ended-interpreters-leave-nothing",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kContaminates,
     .claim = "After an interpreter has ended, no static variable of the library refers to an "
              "object that was its own.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html",
     .remedy =
         "Whoever uses the variable next reaches freed memory. Move it into the module state, "
         "whose m_clear gives up the object while its interpreter still lives.",
     .experiments = {experiments::kFirstLoaderEnds},
     .stages = {stages::kStatics},
     .answers_for = Answers({experiments::kFirstLoaderEnds}, {stages::kStatics}),
     .judge = JudgeLeftovers,
     .names_state = true,
     .configs = {InterpreterConfig::kLegacy, InterpreterConfig::kIsolated},
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
