#include "suites/state/static_recorder.h"

#include <Python.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <set>

#include "base/fault.h"
#include "checklist/import_outcome.h"
#include "evidence/object_probe.h"
#include "evidence/object_walk.h"
#include "evidence/sharing_rule.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "suites/identity/module_types.h"
#include "suites/state/named_places.h"
#include "suites/state/static_shape.h"

namespace isograde {
namespace {

bool IsStatic(PyObject* type) {
  return !(PyType_GetFlags(reinterpret_cast<PyTypeObject*>(type)) & Py_TPFLAGS_HEAPTYPE);
}

// 3.10 and newer tell which types cannot be changed; before, all static ones.
bool IsMutable(PyObject* type) {
  constexpr unsigned long kImmutable = 1UL << 8;  // Py_TPFLAGS_IMMUTABLETYPE
  return cpython::HasImmutableTypes() &&
         !(PyType_GetFlags(reinterpret_cast<PyTypeObject*>(type)) & kImmutable);
}

// Every type that is ready: `object` and what derives from it, private ones too. Those of the
// current interpreter, and static ones.
std::set<PyObject*> AllTypes() {
  std::set<PyObject*> known;
  std::vector<PyObject*> left = {reinterpret_cast<PyObject*>(&PyBaseObject_Type)};
  while (!left.empty()) {
    PyObject* const type = left.back();
    left.pop_back();
    if (!known.insert(type).second) continue;
    // Of `type`, not of the type itself: a metaclass may have a method of that name.
    const Reference list = Reference::Steal(PyObject_CallMethod(
        reinterpret_cast<PyObject*>(&PyType_Type), "__subclasses__", "O", type));
    PyErr_Clear();
    for (Py_ssize_t i = 0; list && i < PyList_Size(list.get()); ++i)
      left.push_back(PyList_GetItem(list.get(), i));
  }
  return known;
}

// What the collector of the main interpreter, which is current, knows, where another's import may
// have made it: from 3.13 on CPython calls a single-phase module's PyInit function in main before
// it does so in the interpreter that imports it (import.c, import_run_extension).
std::set<PyObject*> ObjectsOfMain() {
  std::set<PyObject*> known;
  if (cpython::AtLeast(3, 13)) EachTracked([&](PyObject* object) { known.insert(object); });
  return known;
}

// "Error", where the module's attribute of that name is the object.
std::string AttributeThatIs(PyObject* object, PyObject* module) {
  if (!PyModule_Check(module)) return {};
  PyObject *name = nullptr, *value = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(PyModule_GetDict(module), &at, &name, &value) != 0;) {
    if (value == object && PyUnicode_Check(name)) return TextOf(name);
  }
  return {};
}

bool HasLibrary(const Target& target) {
  return target.kind == TargetKind::kExtension ||
         (target.kind == TargetKind::kDistribution && !target.libraries.empty());
}

StaticNames::Library NamesOf(const TargetLibrary& in, std::vector<StaticPlace> places) {
  StaticNames::Library library{.path = in.path};
  if (places.empty()) return library;
  library.problem = in.Trouble();
  if (library.problem.empty()) return NamedPlaces(in.path, std::move(places));
  library.places = std::move(places);
  return library;
}

}  // namespace

std::string_view Words(StaticPhase phase) {
  switch (phase) {
    case StaticPhase::kImport:
      return "its import";
    case StaticPhase::kUse:
    case StaticPhase::kDocumentedUse:
      return "its use";
    case StaticPhase::kReimport:
      return "its re-import";
  }
  return "?";
}

StaticRecorder::StaticRecorder(const Subject& subject, bool wanted, Channel& channel)
    : channel_(channel),
      watches_(wanted && !subject.is_control && HasLibrary(subject.target)),
      storage_(subject.target) {}

void StaticRecorder::Open() {
  if (!watches_) return;
  channel_.Begin(stages::kImport, 0, "loading its library");
  // What it held before its import is not known then, nor what the import changed.
  watches_ = storage_.Open();
}

int StaticRecorder::IndexOf(const TargetLibrary& library) const {
  int index = 0;
  while (&storage_.libraries()[static_cast<std::size_t>(index)] != &library) ++index;
  return index;
}

StaticWord StaticRecorder::Describe(const StaticStorage::Change& change, const ObjectProbe& probe,
                                    PyObject* module) const {
  StaticWord word{.place = {change.file_address(), change.range->is_thread_local},
                  .library = IndexOf(*change.library),
                  .before = change.before,
                  .after = change.after};
  PyObject* object = nullptr;
  for (PyObject* found : probe.ObjectsIn(&change.after, sizeof change.after)) object = found;
  word.shape = ShapeOf(change, object, module, probe);
  if (object && word.shape.empty()) {
    word.object = TypeName(reinterpret_cast<PyObject*>(Py_TYPE(object)));
    word.objection = SharingObjection(object, false);
    word.constant = IsConstant(object);
    if (!word.objection.empty() && module) word.attribute = AttributeThatIs(object, module);
  }
  return word;
}

const ObjectProbe& StaticRecorder::Stock::probe() {
  if (!probe_) probe_.emplace();
  return *probe_;
}

const std::set<PyObject*>& StaticRecorder::Stock::types() {
  if (!types_) types_ = AllTypes();
  return *types_;
}

void StaticRecorder::Note(const Seat& seat, StaticPhase phase, Stock& stock) {
  if (!watches_) return;
  channel_.Begin(stages::kStatics, seat.index);
  StaticChanges result{.phase = phase, .interpreter = seat.index};
  seat.interpreter->Run([&] {
    const auto changes = storage_.TakeStock(ModuleFiles(seat.module));
    result.total = changes.size();
    if (changes.empty()) return;
    const ObjectProbe& probe = stock.probe();
    for (const StaticStorage::Change& change : changes) {
      if (ISOGRADE_FAULT("experiment/thread-locals-are-not-read") && change.range->is_thread_local)
        continue;
      const StaticWord& word = result.words.emplace_back(Describe(change, probe, seat.module));
      if (word.object.empty() || InRuntimeImage(reinterpret_cast<const void*>(change.after)))
        continue;
      const auto* const object = reinterpret_cast<const PyObject*>(change.after);
      (word.objection.empty() ? harmless_ : owned_)
          .push_back({word, change.address, Py_TYPE(object), seat.index, phase});
    }
  });
  if (result.words.empty()) return;
  std::stable_partition(result.words.begin(), result.words.end(),
                        [](const StaticWord& word) { return !word.object.empty(); });
  if (result.words.size() > StaticChanges::kMostReported)
    result.words.resize(StaticChanges::kMostReported);
  for (const StaticWord& word : result.words) places_.emplace_back(word.library, word.place);
  channel_.Observe(result);
}

// Whether an interned string, a small integer or an empty tuple is everyone's or one interpreter's
// differs by version and config: the table that it is in may be the process's or the interpreter's.
void StaticRecorder::AskOthers(std::span<const Seat> seats) {
  std::map<int, ObjectProbe> probes;  // by interpreter
  for (const Held& one : std::exchange(harmless_, {})) {
    const auto other = std::find_if(seats.begin(), seats.end(), [&](const Seat& seat) {
      return seat.index != one.interpreter;
    });
    std::uintptr_t now = 0;
    std::memcpy(&now, reinterpret_cast<const void*>(one.address), sizeof now);
    if (other == seats.end() || now != one.word.after) continue;
    // The variable may have outlived what it refers to.
    const auto owner = std::find_if(seats.begin(), seats.end(), [&](const Seat& seat) {
      return seat.index == one.interpreter;
    });
    const bool lives = owner != seats.end() && owner->interpreter->Run([&] {
      return !probes[one.interpreter].ObjectsIn(&now, sizeof now).empty();
    });
    if (!lives) continue;
    StaticWord word = one.word;
    word.objection = other->interpreter->Run(
        [&] { return SharingObjection(reinterpret_cast<PyObject*>(now), false); });
    if (word.objection.empty()) continue;
    channel_.Observe(
        StaticChanges{.phase = one.phase, .interpreter = one.interpreter, .words = {word}});
  }
}

void StaticRecorder::NoteTypes(const Seat& seat, StaticNames& names, Stock& stock) {
  seat.interpreter->Run([&] {
    std::map<PyObject*, std::string> attributes;
    for (const NamedType& own : OwnTypes(seat)) attributes[own.type] = own.name;
    for (PyObject* const type : stock.types()) {
      const auto where = storage_.Find(type);
      if (!where || !IsStatic(type)) continue;
      const auto attribute = attributes.find(type);
      names.types.push_back(
          {.name = attribute == attributes.end() ? TypeName(type) : attribute->second,
           .place = {where->second, false},
           .library = IndexOf(*where->first),
           .is_managed = cpython::IsManagedStaticType(type),
           .is_mutable = IsMutable(type)});
      places_.emplace_back(names.types.back().library, names.types.back().place);
    }
  });
}

void StaticRecorder::Tell(std::span<const Seat> seats, Stock& stock) {
  if (!watches_ || !seats.front().loaded()) return;
  channel_.Begin(stages::kStatics, 0, "naming its variables");
  AskOthers(seats);
  StaticNames names;
  if (!std::exchange(told_, true)) {
    NoteTypes(seats.front(), names, stock);
  } else if (std::all_of(places_.begin(), places_.end(),
                         [&](const auto& place) { return named_.contains(place); })) {
    return;
  }
  GiveNames(std::move(names));
}

void StaticRecorder::NoteEnd(int interpreter) {
  if (!watches_) return;
  channel_.Begin(stages::kStatics, 0,
                 "after the end of interpreter " + std::to_string(interpreter));
  StaticLeftovers left{.interpreter = interpreter};
  for (const Held& one : owned_) {
    std::uintptr_t now = 0;
    std::memcpy(&now, reinterpret_cast<const void*>(one.address), sizeof now);
    if (one.interpreter != interpreter || now != one.word.after) continue;
    (IsStillObject(now, one.type) ? left.alive : left.freed).push_back(one.word);
  }
  // Only now: what is allocated may take the place of what was freed.
  if (!left.alive.empty()) {
    const std::set<PyObject*> of_main = ObjectsOfMain();
    std::erase_if(left.alive, [&](const StaticWord& word) {
      return of_main.contains(reinterpret_cast<PyObject*>(word.after));
    });
  }
  if (left.freed.empty() && left.alive.empty()) return;
  places_.clear();
  for (const auto* words : {&left.freed, &left.alive}) {
    for (const StaticWord& word : *words) places_.emplace_back(word.library, word.place);
  }
  channel_.Observe(left);
  GiveNames({});
}

void StaticRecorder::GiveNames(StaticNames names) {
  for (const TargetLibrary& library : storage_.libraries()) {
    const int index = IndexOf(library);
    std::vector<StaticPlace> places;
    for (const auto& [in, place] : places_) {
      if (in == index && named_.insert({in, place}).second) places.push_back(place);
    }
    names.libraries.push_back(NamesOf(library, std::move(places)));
    for (const TargetLibrary::Range& range : library.ranges)
      names.libraries.back().size += range.end - range.begin;
  }
  channel_.Observe(names);
}

}  // namespace isograde
