#include "suites/identity/reimport_stage.h"

#include <fmt/format.h>

#include "error.h"
#include "evidence/foreign_objects.h"
#include "evidence/sharing_rule.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

std::string SortOf(PyObject* value) {
  if (PyType_Check(value)) {
    const bool exception = PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(value),
                                            reinterpret_cast<PyTypeObject*>(PyExc_BaseException));
    return exception ? "exception" : "type";
  }
  if (PyDict_Check(value) || PyList_Check(value) || PyAnySet_Check(value) || PyByteArray_Check(value)) return "container";
  const std::string type = TypeName(reinterpret_cast<PyObject*>(Py_TYPE(value)));
  return type == "function" || type == "builtin_function_or_method" ? "function" : "";
}

void Compare(const Subject& subject, const Seat& seat, PyObject* again, Reimport& result) {
  result.same_module = again == seat.module;
  if (!PyObject_TypeCheck(seat.module, &PyModule_Type) || !PyObject_TypeCheck(again, &PyModule_Type)) return;
  const bool builtin = subject.target.kind == TargetKind::kBuiltin;
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(PyModule_GetDict(seat.module), &at, &key, &value);) {
    const std::string sort = SortOf(value);
    PyObject* const other = PyDict_GetItem(PyModule_GetDict(again), key);
    if (sort.empty() || !other || IsImportAttribute(TextOf(key))) continue;
    if (seat.foreign.Contains(value) || seat.before_import.contains(value)) continue;
    ++result.compared;
    if (other != value) continue;
    std::string objection = SharingObjection(value, builtin);
    if (PyType_Check(value)) ++result.types_shared;
    result.survivors.push_back({TextOf(key), sort, fmt::format("{:#x}", reinterpret_cast<std::uintptr_t>(value)), objection});
  }
}

}  // namespace

void NoteObjects(Seat& seat) {
  seat.interpreter->Run([&] {
    Reference gc = Reference::Steal(PyImport_ImportModule("gc"));
    Reference objects = Reference::Steal(gc ? PyObject_CallMethod(gc.get(), "get_objects", nullptr) : nullptr);
    if (!objects) throw HarnessError("no gc.get_objects: " + Text(TakeRaised()));
    const Py_ssize_t count = PyList_Size(objects.get());
    seat.before_import.reserve(static_cast<std::size_t>(count));
    for (Py_ssize_t i = 0; i < count; ++i) seat.before_import.insert(PyList_GetItem(objects.get(), i));
    // The collector does not know empty dicts; those of loaded modules are the interpreter's (`_warnings._onceregistry`).
    EachModule([&](PyObject*, PyObject* module) {
      if (!PyObject_TypeCheck(module, &PyModule_Type)) return;
      PyObject* key = nullptr;
      PyObject* value = nullptr;
      for (Py_ssize_t at = 0; PyDict_Next(PyModule_GetDict(module), &at, &key, &value);) seat.before_import.insert(value);
    });
  });
}

void RunReimportStage(const Subject& subject, const Seat& seat, const ImportStage& import, Channel& channel) {
  channel.Begin(Stage::kReimport, seat.index);
  Reimport result{.interpreter = seat.index};
  seat.interpreter->Run([&] {
    PyDict_DelItemString(PyImport_GetModuleDict(), subject.target.name.c_str());
    PyErr_Clear();
    PyObject* const again = import.ImportAnew();  // never given back: it must not die while the old one is used
    result.raised = TakeRaised();
    if (again) Compare(subject, seat, again, result);
  });
  channel.Observe(result);
  if (result.raised) return;
  RunOldRaiseStage(subject, seat, channel);
}

}  // namespace isograde
