#include "suites/declaration/declaration_recorder.h"

#include <chrono>

#include "checklist/makings.h"
#include "evidence/foreign_objects.h"
#include "evidence/object_probe.h"
#include "evidence/sharing_rule.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "sandbox/program.h"
#include "suites/experiments/members.h"
#include "target/stable_abi.h"

namespace isograde {
namespace {

// Only objects that belong to one interpreter count: None or a static type in the state needs no
// traverse.
std::vector<std::string> StateObjects(PyObject* module, std::int64_t size) {
  std::vector<std::string> types;
  const void* const state = size > 0 ? PyModule_GetState(module) : nullptr;
  PyErr_Clear();
  if (!state) return types;
  for (PyObject* object : ObjectProbe().ObjectsIn(state, static_cast<std::size_t>(size))) {
    if (!SharingObjection(object, false).empty())
      types.push_back(TypeName(reinterpret_cast<PyObject*>(Py_TYPE(object))));
  }
  return types;
}

// Its own and those that come with it.
OwnExtensions OwnOf(const Target& target) {
  OwnExtensions own;
  EachModule([&](PyObject* key, PyObject* module) {
    const std::string name = TextOf(key);
    if (!ComesWith(target, name)) return;
    const std::string file = FileOf(module);
    const bool is_builtin = name == target.name && target.kind == TargetKind::kBuiltin;
    if (!is_builtin && !file.ends_with(".so")) return;
    const cpython::ModuleDeclaration read = cpython::ReadDeclaration(module, name, file);
    own.modules.push_back({name, file, read.init, read.state_size >= 0});
  });
  return own;
}

Declaration Read(const Target& target, PyObject* module) {
  const cpython::ModuleDeclaration read =
      cpython::ReadDeclaration(module, target.name, target.file);
  return {.init = read.init,
          .multiple_interpreters = read.multiple_interpreters,
          .gil = read.gil,
          .state_size = read.state_size,
          .has_traverse = read.has_traverse,
          .has_clear = read.has_clear,
          .has_free = read.has_free,
          .knows_interpreters_slot = cpython::AtLeast(3, 12),
          .knows_gil_slot = cpython::AtLeast(3, 13),
          .state_objects = StateObjects(module, read.state_size)};
}

// A process of its own reads it: it may be damaged, or made to do harm.
Making MakingOf(const Target& target) {
  constexpr std::chrono::seconds kReadingLimit{20};
  if (target.kind != TargetKind::kExtension) return {};
  std::vector<std::string> arguments = {"generator", target.file};
  const std::vector<std::string> hooks = cpython::InitFunctions(target.name);
  arguments.insert(arguments.end(), hooks.begin(), hooks.end());
  const ProgramOutput output = OutputOf("isograde-elf", arguments, "", kReadingLimit);
  const nlohmann::json json = nlohmann::json::parse(output.text, nullptr, false);
  Making making{.abi3 = StableAbiFloor(target.file)};
  if (!json.is_object() || !json.contains("generator")) return making;
  making.is_known = true;
  json["generator"].get_to(making.generator);
  return making;
}

}  // namespace

void RecordDeclarations(const Subject& subject, const Seat& seat, Channel& channel) {
  channel.Begin(stages::kDeclare, seat.index);
  Declarations all;
  Makings makings;
  EachMember(subject, {&seat, 1}, channel, [&](const Subject& one, std::span<const Seat> seats) {
    if (!seats.front().loaded()) return;
    all.members.push_back(
        seat.interpreter->Run([&] { return Read(one.target, seats.front().module); }));
    channel.Observe(all.members.back());
    makings.members.push_back(seat.interpreter->Run([&] { return MakingOf(one.target); }));
    channel.Observe(makings.members.back());
  });
  if (subject.target.kind == TargetKind::kDistribution) {
    channel.Observe(all);
    channel.Observe(makings);
  }
  channel.Observe(seat.interpreter->Run([&] { return OwnOf(subject.target); }));
  channel.Finish(stages::kDeclare);
}

}  // namespace isograde
