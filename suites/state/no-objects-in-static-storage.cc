#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "evidence/sharing_rule.h"
#include "suites/state/static_recorder.h"
#include "suites/state/static_use.h"

namespace isograde {
namespace {

constexpr std::size_t kMostTold = 200;

// "a type object, a heap type, since its import in interpreters 0, 1, 2", for all that one part of
// a variable came to hold in the same way.
struct Held {
  std::string words, address;
  std::vector<int> interpreters;
};

std::vector<Held> HeldBy(const VariableUse& use) {
  std::vector<Held> rows;
  for (const VariableUse::Holding& held : use.holdings) {
    if (held.objection.empty()) continue;
    const std::string words =
        fmt::format("{}{} holds a {} object, {}{}, since {} in interpreter", use.Name(),
                    held.member.empty() ? "" : " at " + held.member, held.type, held.objection,
                    held.constant ? fmt::format(" {}", kConstantWords) : "", Words(held.phase));
    const auto known =
        std::find_if(rows.begin(), rows.end(), [&](const Held& row) { return row.words == words; });
    if (known == rows.end()) {
      rows.push_back({words, fmt::format("{:#x}", held.address), {held.interpreter}});
    } else {
      known->interpreters.push_back(held.interpreter);
    }
  }
  return rows;
}

// What is main's alone by documentation, and was seen to be.
Finding PassWith(const std::vector<VariableUse>& uses) {
  std::vector<Evidence> mains;
  for (const VariableUse& use : uses) {
    if (use.what() == StaticClass::kMainsAlone)
      mains.push_back(use.Say(fmt::format("{} {}", use.Name(), Words(use.what()))));
  }
  if (mains.empty()) return Pass();
  const std::string first = mains.front().text;
  return Pass(first).With(std::move(mains));
}

Finding JudgeObjects(const Observations& seen) {
  const Record& record = seen[experiments::kMainFirst];
  if (const auto nothing = NoStatics(seen)) return *nothing;
  std::vector<Evidence> evidence;
  int variables = 0;
  std::string first;
  Severity severity = Severity::kHygiene;
  const std::vector<VariableUse> uses = VariablesUsed(record);
  for (const VariableUse& use : uses) {
    if (use.what() != StaticClass::kObject) continue;
    ++variables;
    const Severity of_use = use.severity(seen.config);
    if (first.empty() || of_use < severity) first = use.Name();  // worst first
    severity = std::min(severity, of_use);
    for (const Held& held : HeldBy(use)) {
      if (evidence.size() >= kMostTold) break;
      evidence.push_back(
          use.Say(fmt::format("{}{} {}", held.words, held.interpreters.size() == 1 ? "" : "s",
                              fmt::join(held.interpreters, ", "))));
      evidence.back().address = held.address;
      evidence.back().interpreters = held.interpreters;
    }
  }
  if (variables == 0) return PassWith(uses);
  return Fail(fmt::format("{} static variable{} hold{} objects of one interpreter, first {}",
                          variables, variables == 1 ? "" : "s", variables == 1 ? "s" : "", first))
      .With(std::move(evidence))
      .As(severity);
}

ISOGRADE_CHECK(
    {.id = "state/no-objects-in-static-storage",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kContaminates,
     .claim = "No static variable of the library holds a Python object that belongs to one "
              "interpreter.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html",
     .remedy = "Move the variable into the module state: a struct of m_size bytes, read by "
               "PyModule_GetState, from methods of heap types by PyType_GetModuleByDef, with "
               "m_traverse, m_clear and m_free for its objects. Where that cannot be done yet, opt "
               "out: allow one interpreter per process.",
     .remedy_changes = GeneratedPart::kState,
     .experiments = {experiments::kMainFirst},
     .stages = {stages::kStatics},
     .answers_for = Answers({experiments::kMainFirst}, {stages::kStatics}),
     .scope = CheckScope::kMembers,
     .judge = JudgeObjects,
     .names_state = true,
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
