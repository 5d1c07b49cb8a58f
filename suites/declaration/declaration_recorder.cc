#include "suites/declaration/declaration_recorder.h"

#include "evidence/foreign_objects.h"
#include "evidence/object_probe.h"
#include "evidence/sharing_rule.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"

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

// Its own and those of the modules of its package that its import loaded.
OwnExtensions OwnOf(const Subject& subject) {
  const std::string& target = subject.target.name;
  const std::string top = target.substr(0, target.find('.'));
  OwnExtensions own;
  EachModule([&](PyObject* key, PyObject* module) {
    const std::string name = TextOf(key);
    if (name != top && !name.starts_with(top + ".")) return;
    const std::string file = FileOf(module);
    const bool is_builtin = name == target && subject.target.kind == TargetKind::kBuiltin;
    if (!is_builtin && !file.ends_with(".so")) return;
    const cpython::ModuleDeclaration read = cpython::ReadDeclaration(module, name, file);
    own.modules.push_back({name, file, read.init, read.state_size >= 0});
  });
  return own;
}

}  // namespace

void RecordDeclaration(const Subject& subject, const Seat& seat, Channel& channel) {
  channel.Begin(stages::kDeclare, seat.index);
  Declaration result;
  seat.interpreter->Run([&] {
    const cpython::ModuleDeclaration read =
        cpython::ReadDeclaration(seat.module, subject.target.name, subject.target.file);
    result = {.init = read.init,
              .multiple_interpreters = read.multiple_interpreters,
              .gil = read.gil,
              .state_size = read.state_size,
              .has_traverse = read.has_traverse,
              .has_clear = read.has_clear,
              .has_free = read.has_free,
              .knows_interpreters_slot = cpython::AtLeast(3, 12),
              .knows_gil_slot = cpython::AtLeast(3, 13),
              .state_objects = StateObjects(seat.module, read.state_size)};
  });
  channel.Observe(result);
  channel.Observe(seat.interpreter->Run([&] { return OwnOf(subject); }));
}

}  // namespace isograde
