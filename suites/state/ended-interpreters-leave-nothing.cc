#include <fmt/format.h>

#include <algorithm>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "evidence/sharing_rule.h"
#include "suites/lifecycle/ending_experiments.h"
#include "suites/state/exemptions.h"
#include "suites/state/static_recorder.h"
#include "suites/state/static_use.h"

namespace isograde {
namespace {

constexpr std::size_t kMostTold = 50;

// What became of the object, worst first.
enum class Fate { kFreed, kAlive, kConstant };

struct Leftover {
  Fate fate;
  std::string variable;
  Evidence evidence;
};

std::string Words(Fate fate, const StaticWord& word) {
  if (fate == Fate::kFreed)
    return "was freed with it: whoever uses the variable next reaches freed memory";
  return fmt::format("lives on, because somebody holds a reference to it{}{}",
                     word.constant ? "; it is one " : "", word.constant ? kConstantWords : "");
}

class Survey {
 public:
  explicit Survey(const Record& record) : names_(NamesIn(record)) {}

  void Add(const StaticWord& word, int interpreter, Fate fate) {
    VariableUse use{.variable = VariableAt(names_, word.library, word.place), .place = word.place};
    if (ExemptionOf(use.variable, word.shape)) return;
    if (static_cast<std::size_t>(word.library) < names_.libraries.size())
      use.SetLibrary(names_.libraries[static_cast<std::size_t>(word.library)]);
    Evidence evidence = use.Say(fmt::format(
        "{}{} still refers to a {} object of interpreter {}, which has ended; the object {}",
        use.Name(), use.variable.member.empty() ? "" : " at " + use.variable.member, word.object,
        interpreter, Words(fate, word)));
    evidence.address = fmt::format("{:#x}", word.after);
    evidence.interpreters = {interpreter};
    found_.push_back({fate, use.Name(), std::move(evidence)});
  }

  Finding Result() && {
    if (found_.empty()) return Pass();
    std::stable_sort(found_.begin(), found_.end(), [](const Leftover& one, const Leftover& other) {
      return one.fate < other.fate;
    });
    const auto freed = std::count_if(found_.begin(), found_.end(),
                                     [](const Leftover& one) { return one.fate == Fate::kFreed; });
    const std::size_t count = found_.size();
    std::vector<Evidence> evidence;
    for (Leftover& one : found_) {
      if (evidence.size() < kMostTold) evidence.push_back(std::move(one.evidence));
    }
    return Fail(fmt::format("{} static variable{} refer{} to what was an ended interpreter's{}, "
                            "first {}",
                            count, count == 1 ? "" : "s", count == 1 ? "s" : "",
                            freed == 0 ? "" : fmt::format(", {} of them to freed memory", freed),
                            found_.front().variable))
        .With(std::move(evidence))
        .As(found_.front().fate == Fate::kConstant ? Severity::kHygiene : Severity::kContaminates);
  }

 private:
  StaticNames names_;
  std::vector<Leftover> found_;
};

Finding JudgeLeftovers(const Observations& seen) {
  if (const std::string reason = NotTried(seen, experiments::kFirstLoaderEnds); !reason.empty())
    return NotApplicable(reason);
  if (const auto nothing = NoStatics(seen)) return *nothing;
  const Record& record = *seen.Of(experiments::kFirstLoaderEnds);
  Survey survey(record);
  for (const StaticLeftovers& left : record.All<StaticLeftovers>()) {
    for (const StaticWord& word : left.freed) survey.Add(word, left.interpreter, Fate::kFreed);
    for (const StaticWord& word : left.alive) {
      const bool harmless = word.constant && !HasOwnGil(seen.config);
      survey.Add(word, left.interpreter, harmless ? Fate::kConstant : Fate::kAlive);
    }
  }
  return std::move(survey).Result();
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
         "Move the variable into the module state, whose m_clear gives up the object while its "
         "interpreter still lives.",
     .remedy_changes = GeneratedPart::kState,
     .experiments = {experiments::kFirstLoaderEnds},
     .stages = {stages::kStatics},
     .answers_for = Answers({experiments::kFirstLoaderEnds}, {stages::kStatics}),
     .scope = CheckScope::kMembers,
     .judge = JudgeLeftovers,
     .names_state = true,
     .configs = {InterpreterConfig::kLegacy, InterpreterConfig::kIsolated},
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
