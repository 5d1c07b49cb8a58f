#include "suites/identity/reimport_recorder.h"

#include <fmt/format.h>

#include "base/fault.h"
#include "evidence/foreign_objects.h"
#include "evidence/object_probe.h"
#include "evidence/sharing_rule.h"
#include "interpreter/cpython_api.h"
#include "interpreter/reference.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(SurvivingAttribute, name, sort, address, objection);
ISOGRADE_JSON_FIELDS(Reimport, interpreter, raised, same_module, compared, types_shared, survivors);
namespace {

std::string SortOf(PyObject* value) {
  if (PyType_Check(value)) {
    const bool exception = PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(value),
                                            reinterpret_cast<PyTypeObject*>(PyExc_BaseException));
    return exception ? "exception" : "type";
  }
  if (PyDict_Check(value) || PyList_Check(value) || PyAnySet_Check(value) ||
      PyByteArray_Check(value))
    return "container";
  const std::string type = TypeName(reinterpret_cast<PyObject*>(Py_TYPE(value)));
  return type == "function" || type == "builtin_function_or_method" ? "function" : "";
}

// Of a Python module: what other modules of its package hold too. Those not below it were not
// deleted, so a second import finds their contents again. Not of an
// extension module, whose contents its package's Python takes over.
std::unordered_set<PyObject*> MadeBySiblings(const Subject& subject, PyObject* own) {
  std::unordered_set<PyObject*> objects;
  if (subject.target.kind != TargetKind::kPure && subject.target.kind != TargetKind::kPackage)
    return objects;
  const std::string top = subject.target.name.substr(0, subject.target.name.find('.'));
  EachModule([&](PyObject* name, PyObject* module) {
    const std::string text = TextOf(name);
    if (module == own || (text != top && !text.starts_with(top + "."))) return;
    EachAttribute(module, [&](PyObject*, PyObject* value) { objects.insert(value); });
  });
  return objects;
}

void Compare(const Subject& subject, const Seat& seat, PyObject* again, Reimport& result) {
  result.same_module = again == seat.module;
  if (!PyObject_TypeCheck(seat.module, &PyModule_Type) ||
      !PyObject_TypeCheck(again, &PyModule_Type))
    return;
  const bool builtin = subject.target.kind == TargetKind::kBuiltin;
  const std::unordered_set<PyObject*> elsewhere = MadeBySiblings(subject, seat.module);
  EachAttribute(seat.module, [&](PyObject* key, PyObject* value) {
    const std::string sort = SortOf(value);
    PyObject* const other = PyDict_GetItem(PyModule_GetDict(again), key);
    if (sort.empty() || !other || IsImportAttribute(TextOf(key)) || elsewhere.contains(value))
      return;
    if (seat.foreign.Contains(value) || seat.before_import.contains(value)) return;
    ++result.compared;
    if (other != value) return;
    if (PyType_Check(value)) ++result.types_shared;
    result.survivors.push_back({TextOf(key), sort,
                                fmt::format("{:#x}", reinterpret_cast<std::uintptr_t>(value)),
                                SharingObjection(value, builtin)});
  });
}

}  // namespace

void NoteObjects(const Subject& subject, Seat& seat) {
  seat.interpreter->Run([&] {
    // Up to 3.8 the collector is one for all interpreters: it would name what main's import of the
    // target made.
    if (cpython::AtLeast(3, 9))
      EachTracked([&](PyObject* object) { seat.before_import.insert(object); });
    // The collector does not know empty dicts; those of loaded modules are the interpreter's
    // (`_warnings._onceregistry`).
    EachModule([&](PyObject*, PyObject* module) {
      EachAttribute(module, [&](PyObject*, PyObject* value) { seat.before_import.insert(value); });
    });
    // A Python module that the interpreter loaded at its start (a .pth file may do so) made what it
    // holds all the same.
    if (subject.target.kind == TargetKind::kPure) {
      EachAttribute(PyDict_GetItemString(PyImport_GetModuleDict(), subject.target.name.c_str()),
                    [&](PyObject*, PyObject* value) { seat.before_import.erase(value); });
    }
  });
}

void RecordSecondImport(const Subject& subject, const Seat& seat, const ImportRecorder& import,
                        Channel& channel) {
  channel.Begin(stages::kReimport, seat.index);
  SecondImport result;
  if (cpython::IsMadeByRuntimeAlone(subject.target.name)) {
    result.withheld = "the runtime makes it with each interpreter, and no import makes it anew";
  } else {
    seat.interpreter->Run([&] {
      DropFromModules(subject.target.name);
      import.ImportAnew();  // never given back, as in RecordReimport
      result.raised = TakeRaised();
    });
  }
  channel.Observe(result);
}

std::string NotImportedAgain(const Observations& seen) {
  const Record& alone = seen[experiments::kAlone];
  const auto second = alone.First<SecondImport>();
  if (!second) return alone.complete() ? "" : "in a single interpreter it " + DescribeEnding(alone);
  if (!second->withheld.empty()) return second->withheld;
  if (second->raised.is_import_error)
    return "it refuses to be imported again: " + Text(second->raised);
  return second->raised
             ? "in a single interpreter too, importing it again raises " + Text(second->raised)
             : "";
}

void RecordReimport(const Subject& subject, const Seat& seat, const ImportRecorder& import,
                    Channel& channel) {
  channel.Begin(stages::kReimport, seat.index);
  Reimport result{.interpreter = seat.index};
  seat.interpreter->Run([&] {
    if (!ISOGRADE_FAULT("experiment/reimport-finds-the-old-module"))
      DropFromModules(subject.target.name);
    PyObject* const again =
        import.ImportAnew();  // never given back: it must not die while the old one is used
    result.raised = TakeRaised();
    if (again) Compare(subject, seat, again, result);
  });
  channel.Observe(result);
  if (result.raised) return;
  RecordOldRaises(subject, seat, channel);
}

}  // namespace isograde
