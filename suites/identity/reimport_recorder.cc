#include "suites/identity/reimport_recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/fault.h"
#include "evidence/foreign_objects.h"
#include "evidence/object_probe.h"
#include "evidence/sharing_rule.h"
#include "interpreter/cpython_api.h"
#include "interpreter/evaluate.h"
#include "interpreter/reference.h"
#include "suites/experiments/members.h"

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
  if (subject.target.kind != TargetKind::kPure) return objects;
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
    if (seat.foreign.Contains(value) || (seat.before_import && seat.before_import->contains(value)))
      return;
    ++result.compared;
    if (other != value) return;
    if (PyType_Check(value)) ++result.types_shared;
    result.survivors.push_back({TextOf(key), sort,
                                fmt::format("{:#x}", reinterpret_cast<std::uintptr_t>(value)),
                                SharingObjection(value, builtin)});
  });
}

// Modules that are taken out of sys.modules, and put back as they were.
class TakenOut {
 public:
  explicit TakenOut(const Target& target) : target_(target) {
    EachModule([&](PyObject* name, PyObject* module) {
      if (IsTakenOutWith(target_, TextOf(name)))
        modules_.emplace_back(TextOf(name), Reference::Borrow(module));
    });
    DropFromModules(target_);
  }

  void PutBack() {
    DropFromModules(target_);
    for (const auto& [name, module] : modules_)
      PyDict_SetItemString(PyImport_GetModuleDict(), name.c_str(), module.get());
  }

 private:
  const Target& target_;
  std::vector<std::pair<std::string, Reference>> modules_;
};

// Makes an extension module anew by its spec while everything else stays: a new reference, or
// nullptr with the exception set.
constexpr const char* kMakeAnew = R"(
import sys
def isograde_anew(name):
    old = sys.modules[name]
    try:
        new = sys.modules['_frozen_importlib'].module_from_spec(old.__spec__)
        sys.modules[name] = new
        old.__spec__.loader.exec_module(new)
        return sys.modules[name]
    finally:
        sys.modules[name] = old
)";

PyObject* MakeAnew(const std::string& name) {
  auto& names = *new Namespace;  // what it makes may outlive any scope
  names.Execute(kMakeAnew);
  names.SetText("isograde_name", name);
  return names.Evaluate("isograde_anew(isograde_name)").release();
}

PyObject* LoadedModule(const std::string& name) {
  return PyDict_GetItemString(PyImport_GetModuleDict(), name.c_str());
}

// Those that decline a second time keep nobody else from being made anew.
void RecordSecondImportsAlone(const Subject& subject, const Seat& seat, Channel& channel) {
  EachMember(subject, {&seat, 1}, channel, [&](const Subject& one, std::span<const Seat> seats) {
    if (!seats.front().loaded()) return;
    channel.Begin(stages::kReimport, seat.index, "by itself");
    SecondImport result;
    seat.interpreter->Run([&] {
      MakeAnew(one.target.name);  // never given back, as in RecordReimport
      result.raised = TakeRaised();
    });
    channel.Observe(result);
  });
}

void ObserveAnew(const Subject& one, const Seat& seat, PyObject* again, RaisedException raised,
                 Channel& channel) {
  Reimport result{.interpreter = seat.index, .raised = std::move(raised)};
  if (again) seat.interpreter->Run([&] { Compare(one, seat, again, result); });
  channel.Observe(result);
}

// All of a distribution's modules go and come together.
void ReimportTogether(const Subject& subject, const Seat& seat, const ImportRecorder& import,
                      Channel& channel) {
  channel.Begin(stages::kReimport, seat.index);
  Reimport whole{.interpreter = seat.index};
  seat.interpreter->Run([&] {
    DropFromModules(subject.target);
    import.ImportAnew();  // never given back, as in RecordReimport
    whole.raised = TakeRaised();
  });
  channel.Observe(whole);
  EachMember(subject, {&seat, 1}, channel, [&](const Subject& one, std::span<const Seat> seats) {
    if (!seats.front().loaded()) return;
    PyObject* const again = seat.interpreter->Run([&] { return LoadedModule(one.target.name); });
    ObserveAnew(one, seats.front(), again, whole.raised, channel);
  });
  if (!whole.raised) RecordOldRaises(subject, seat, channel);
}

void ReimportAlone(const Subject& subject, const Seat& seat, Channel& channel) {
  const auto& possible = subject.import_again_alone;
  EachMember(subject, {&seat, 1}, channel, [&](const Subject& one, std::span<const Seat> seats) {
    const bool can = std::find(possible.begin(), possible.end(), one.target.name) != possible.end();
    if (!can || !seats.front().loaded()) return;
    channel.Begin(stages::kReimport, seat.index, "by itself");
    RaisedException raised;
    PyObject* const again = seat.interpreter->Run([&] {
      PyObject* const made = MakeAnew(one.target.name);
      raised = TakeRaised();
      return made;
    });
    ObserveAnew(one, seats.front(), again, raised, channel);
  });
}

}  // namespace

void NoteObjects(const Subject& subject, Seat& seat) {
  auto& before = *new std::unordered_set<PyObject*>;
  seat.before_import.reset(&before);
  seat.interpreter->Run([&] {
    // Up to 3.8 the collector is one for all interpreters: it would name what main's import of the
    // target made.
    if (cpython::AtLeast(3, 9)) EachTracked([&](PyObject* object) { before.insert(object); });
    // The collector does not know empty dicts; those of loaded modules are the interpreter's
    // (`_warnings._onceregistry`).
    EachModule([&](PyObject*, PyObject* module) {
      EachAttribute(module, [&](PyObject*, PyObject* value) { before.insert(value); });
    });
    // A Python module that the interpreter loaded at its start (a .pth file may do so) made what it
    // holds all the same.
    if (subject.target.kind == TargetKind::kPure) {
      EachAttribute(PyDict_GetItemString(PyImport_GetModuleDict(), subject.target.name.c_str()),
                    [&](PyObject*, PyObject* value) { before.erase(value); });
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
      TakenOut taken_out(subject.target);
      import.ImportAnew();  // never given back, as in RecordReimport
      result.raised = TakeRaised();
      if (result.raised) taken_out.PutBack();
    });
  }
  channel.Observe(result);
  if (result.raised && subject.target.kind == TargetKind::kDistribution)
    RecordSecondImportsAlone(subject, seat, channel);
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

namespace {

void RecordReimport(const Subject& subject, const Seat& seat, const ImportRecorder& import,
                    Channel& channel) {
  channel.Begin(stages::kReimport, seat.index);
  Reimport result{.interpreter = seat.index};
  seat.interpreter->Run([&] {
    if (!ISOGRADE_FAULT("experiment/reimport-finds-the-old-module"))
      DropFromModules(subject.target);
    PyObject* const again =
        import.ImportAnew();  // never given back: it must not die while the old one is used
    result.raised = TakeRaised();
    if (again) Compare(subject, seat, again, result);
  });
  channel.Observe(result);
  if (result.raised) return;
  RecordOldRaises(subject, seat, channel);
}

}  // namespace

void RecordReimports(const Subject& subject, const Seat& seat, const ImportRecorder& import,
                     Channel& channel) {
  const bool is_distribution = subject.target.kind == TargetKind::kDistribution;
  if (is_distribution && subject.imports_again) {
    ReimportTogether(subject, seat, import, channel);
  } else if (is_distribution) {
    ReimportAlone(subject, seat, channel);
  } else if (subject.imports_again) {
    RecordReimport(subject, seat, import, channel);
  }
}

}  // namespace isograde
