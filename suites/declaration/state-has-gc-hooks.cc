#include <fmt/format.h>

#include <map>

#include "checklist/check.h"
#include "checklist/import_outcome.h"
#include "checklist/observations.h"
#include "suites/declaration/declaration_recorder.h"

namespace isograde {
namespace {

// {type, type, ...} -> "2 type, 1 dict"
std::string Count(const std::vector<std::string>& types) {
  std::map<std::string, int> counts;
  for (const std::string& type : types) ++counts[type];
  std::string text;
  for (const auto& [type, count] : counts)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, type);
  return text;
}

Finding JudgeGcHooks(const Observations& seen) {
  const auto declared = seen[experiments::kAlone].First<Declaration>();
  if (!declared || declared->init.empty())
    return NotApplicable("it is not made from a module definition");
  if (declared->state_size <= 0) return NotApplicable("it has no module state");
  if (declared->state_objects.empty())
    return NotApplicable("its module state holds no Python object of its own");
  const std::string holds = fmt::format("its module state of {} bytes holds {}",
                                        declared->state_size, Count(declared->state_objects));
  if (!declared->has_traverse)
    return Fail(holds +
                ", but the definition has no m_traverse: the garbage collector cannot see them");
  if (!declared->has_clear && !declared->has_free)
    return Fail(holds + ", but the definition has neither m_clear nor m_free to let go of them");
  return Pass(holds);
}

ISOGRADE_CHECK(
    {.id = "declaration/state-has-gc-hooks",
     .level = StateLevel::kModule,
     .belongs = StateLevel::kModule,
     .severity = Severity::kHygiene,
     .claim =
         "Module state that holds Python objects has m_traverse, m_clear and m_free as needed.",
     .rationale =
         "https://docs.python.org/3/howto/isolating-extensions.html#managing-per-module-state",
     .remedy = "Visit every object of the state in m_traverse, drop it in m_clear, and call "
               "m_clear from m_free.",
     .remedy_changes = GeneratedPart::kState,
     .config_independent = true,
     .experiments = {experiments::kAlone},
     .stages = {stages::kImport, stages::kDeclare},
     .scope = CheckScope::kMembers,
     .judge = JudgeGcHooks});

}  // namespace
}  // namespace isograde
