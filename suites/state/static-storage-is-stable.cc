#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/observations.h"
#include "suites/state/static_recorder.h"
#include "suites/state/static_use.h"

namespace isograde {
namespace {

constexpr std::size_t kMostTold = 200;

std::string Held(const VariableUse& use) {
  if (!use.overwrote_attribute.empty())
    return fmt::format(
        ", and held what is the module's {0}: the last one wins, and the functions of the others "
        "use its {0}",
        use.overwrote_attribute);
  return use.overwrote_object ? ", and held an object" : "";
}

Finding JudgeStability(const Observations& seen) {
  const Record& record = seen[experiments::kMainFirst];
  if (const auto nothing = NoStatics(seen)) return *nothing;
  std::vector<Evidence> evidence;
  int variables = 0;
  bool objects = false, breaks = false;
  std::string first;
  for (const VariableUse& use : VariablesUsed(record)) {
    if (use.imports < 2) continue;
    ++variables;
    objects |= use.overwrote_object && use.severity(seen.config) == Severity::kContaminates;
    const bool is_first_attribute = !breaks && !use.overwrote_attribute.empty();
    breaks |= is_first_attribute;
    if (first.empty() || is_first_attribute || (use.overwrote_object && evidence.empty()))
      first = use.Name();
    if (evidence.size() < kMostTold)
      evidence.push_back(use.Say(
          fmt::format("{} was changed by {} imports{}", use.Name(), use.imports, Held(use))));
  }
  if (variables == 0) return Pass();
  Finding finding = Fail(fmt::format("{} static variable{} changed by a further import, first {}",
                                     variables, variables == 1 ? " is" : "s are", first))
                        .With(std::move(evidence));
  if (objects) finding.severity = Severity::kContaminates;
  if (breaks) finding.severity = Severity::kBreaks;
  return finding;
}

ISOGRADE_CHECK(
    {.id = "state/static-storage-is-stable",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kHygiene,
     .claim = "A further import, or one in another interpreter, does not overwrite static "
              "variables.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html",
     .remedy =
         "What an import sets belongs to the module: keep it in the module state. What is the "
         "same for the whole process is set once, under PyMutex or pthread_once.",
     .remedy_changes = GeneratedPart::kState,
     .experiments = {experiments::kMainFirst},
     .stages = {stages::kStatics},
     .scope = CheckScope::kMembers,
     .judge = JudgeStability,
     .names_state = true,
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
