#include <fmt/format.h>

#include "base/file_name.h"
#include "checklist/check.h"
#include "checklist/observations.h"
#include "suites/state/static_recorder.h"
#include "suites/state/static_use.h"

namespace isograde {
namespace {

constexpr std::size_t kMostTold = 200;

std::string Place(const StaticNames& names, const StaticType& type, Evidence& evidence) {
  if (static_cast<std::size_t>(type.library) < names.libraries.size())
    evidence.library = names.libraries[static_cast<std::size_t>(type.library)].path;
  const StaticVariable variable = VariableAt(names, type.library, type.place);
  if (variable.name.empty()) return {};
  evidence.variable = variable.name;
  evidence.file = variable.file;
  evidence.line = variable.line;
  if (variable.file.empty()) return fmt::format(", `{}`", variable.name);
  return fmt::format(", `{}` ({}:{})", variable.name, FileName(variable.file), variable.line);
}

Finding JudgeTypes(const Observations& seen) {
  const Record& record = seen[experiments::kMainFirst];
  if (const auto nothing = NoStatics(seen)) return *nothing;
  const StaticNames names = NamesIn(record);
  std::vector<Evidence> evidence;
  int types = 0;
  bool is_mutable = false;
  std::string first;
  for (const StaticType& type : names.types) {
    if (type.is_managed) continue;
    ++types;
    is_mutable |= type.is_mutable;
    if (first.empty()) first = type.name;
    if (evidence.size() >= kMostTold) continue;
    Evidence one;
    const std::string place = Place(names, type, one);
    one.text = fmt::format("{} is a static type{}{}", type.name, place,
                           type.is_mutable ? ", and its attributes can be set" : "");
    evidence.push_back(std::move(one));
  }
  if (types == 0) return Pass();
  Finding finding =
      Fail(fmt::format("{} static type{}, first {}", types, types == 1 ? "" : "s", first))
          .With(std::move(evidence));
  if (is_mutable) finding.severity = Severity::kContaminates;
  return finding;
}

ISOGRADE_CHECK(
    {.id = "state/no-static-types",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kHygiene,
     .claim = "Its types are heap types: each interpreter has its own.",
     .rationale = "https://docs.python.org/3/howto/isolating-extensions.html#heap-types",
     .remedy = "Make each type by PyType_FromModuleAndSpec when the module is executed, keep it in "
               "the module state, and give its methods the module by METH_METHOD or "
               "PyType_GetModuleByDef.",
     .remedy_changes = GeneratedPart::kState,
     .experiments = {experiments::kMainFirst},
     .stages = {stages::kStatics},
     .scope = CheckScope::kMembers,
     .judge = JudgeTypes,
     .names_state = true,
     .spares_refusers = true});

}  // namespace
}  // namespace isograde
