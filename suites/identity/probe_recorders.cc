#include "suites/identity/probe_recorders.h"

#include <functional>
#include <map>
#include <optional>

#include "interpreter/reference.h"
#include "suites/identity/module_types.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Crossing, object, what, made_in, seen_in);
ISOGRADE_JSON_FIELDS(AttributeCrossings, tried, crossings);
ISOGRADE_JSON_FIELDS(TypeCrossings, tried, crossings);
namespace {

constexpr const char* kAttribute = "__isograde_probe__";

// The seat that acts, the last one that loaded the target, and those that look.
struct Cast {
  const Seat* actor = nullptr;
  std::vector<const Seat*> watchers;
};

Cast CastOf(std::span<const Seat> seats) {
  Cast cast;
  for (const Seat& seat : seats) {
    if (!seat.loaded()) continue;
    if (cast.actor) cast.watchers.push_back(cast.actor);
    cast.actor = &seat;
  }
  return cast;
}

// The object of that name in the seat's own module: the module itself under the empty name.
// Borrowed, or nullptr.
PyObject* Find(const Seat& seat, const std::string& name) {
  if (name.empty()) return seat.module;
  return PyDict_GetItemString(PyModule_GetDict(seat.module), name.c_str());
}

bool HasProbe(const Seat& seat, const std::string& name) {
  PyObject* const object = Find(seat, name);
  return object && PyObject_HasAttrString(object, kAttribute);
}

// Answers of the watchers, in order.
std::vector<bool> Look(const std::vector<const Seat*>& watchers,
                       const std::function<bool(const Seat&)>& question) {
  std::vector<bool> answers;
  for (const Seat* watcher : watchers) {
    answers.push_back(watcher->interpreter->Run([&] {
      const bool answer = question(*watcher);
      PyErr_Clear();
      return answer;
    }));
  }
  return answers;
}

void Compare(const std::string& object, const char* what, const Cast& cast,
             const std::vector<bool>& before, const std::vector<bool>& after,
             std::vector<Crossing>& crossings) {
  Crossing crossing{object, what, cast.actor->index, {}};
  for (std::size_t i = 0; i < cast.watchers.size(); ++i) {
    if (after[i] && !before[i]) crossing.seen_in.push_back(cast.watchers[i]->index);
  }
  if (!crossing.seen_in.empty()) crossings.push_back(std::move(crossing));
}

std::vector<std::string> TypeNames(const Seat& seat) {
  std::vector<std::string> names;
  for (const NamedType& entry : seat.interpreter->Run([&] { return OwnTypes(seat); }))
    names.push_back(entry.name);
  return names;
}

std::string Qualified(const std::string& target, const std::string& name) {
  return name.empty() ? target : target + "." + name;
}

// A class derived from `type`, by calling its metaclass as a class statement does. Kept for good:
// it must not die while others look.
PyObject* Derive(PyObject* type) {
  PyObject* const derived = PyObject_CallFunction(reinterpret_cast<PyObject*>(Py_TYPE(type)),
                                                  "s(O){}", "IsogradeProbe", type);
  PyErr_Clear();
  return derived;
}

bool ListsAsSubclass(PyObject* type, PyObject* derived) {
  Reference list = Reference::Steal(
      PyObject_CallMethod(reinterpret_cast<PyObject*>(&PyType_Type), "__subclasses__", "O", type));
  for (Py_ssize_t i = 0; list && i < PyList_Size(list.get()); ++i) {
    if (PyList_GetItem(list.get(), i) == derived) return true;
  }
  return false;
}

bool CountsAsSubclass(PyObject* type) {
  return PyObject_IsSubclass(reinterpret_cast<PyObject*>(&PyComplex_Type), type) == 1;
}

}  // namespace

void RecordAttributes(const std::string& target, std::span<const Seat> seats, Channel& channel) {
  const Cast cast = CastOf(seats);
  AttributeCrossings result;
  if (cast.actor) {
    channel.Begin(stages::kAttributes, cast.actor->index);
    std::vector<std::string> names = TypeNames(*cast.actor);
    names.insert(names.begin(), "");
    for (const std::string& name : names) {
      const auto question = [&](const Seat& seat) { return HasProbe(seat, name); };
      const std::vector<bool> before = Look(cast.watchers, question);
      const auto set = [&](PyObject* value) {
        return cast.actor->interpreter->Run([&] {
          PyObject* const object = Find(*cast.actor, name);
          const bool done = object && PyObject_SetAttrString(object, kAttribute, value) == 0;
          PyErr_Clear();
          return done;
        });
      };
      if (!set(Py_None)) continue;
      ++result.tried;
      Compare(Qualified(target, name), "an attribute set on it", cast, before,
              Look(cast.watchers, question), result.crossings);
      set(nullptr);
    }
  }
  channel.Observe(result);
}

void RecordSubclasses(const std::string& target, std::span<const Seat> seats, Channel& channel) {
  const Cast cast = CastOf(seats);
  TypeCrossings result;
  if (cast.actor) {
    channel.Begin(stages::kSubclass, cast.actor->index);
    for (const std::string& name : TypeNames(*cast.actor)) {
      PyObject* const derived =
          cast.actor->interpreter->Run([&] { return Derive(Find(*cast.actor, name)); });
      if (derived) {
        ++result.tried;
        const auto after = Look(cast.watchers, [&](const Seat& seat) {
          PyObject* const type = Find(seat, name);
          return type && PyType_Check(type) && ListsAsSubclass(type, derived);
        });
        Compare(Qualified(target, name), "a class derived from it", cast,
                std::vector<bool>(after.size()), after, result.crossings);
      }
      const auto counts = [&](const Seat& seat) {
        PyObject* const type = Find(seat, name);
        return type && PyType_Check(type) && CountsAsSubclass(type);
      };
      const std::vector<bool> before = Look(cast.watchers, counts);
      const bool registered = cast.actor->interpreter->Run([&] {
        PyObject* const type = Find(*cast.actor, name);
        if (!PyObject_HasAttrString(type, "_abc_impl")) return false;
        Reference done =
            Reference::Steal(PyObject_CallMethod(type, "register", "O", &PyComplex_Type));
        PyErr_Clear();
        return static_cast<bool>(done);
      });
      if (!registered) continue;
      Compare(Qualified(target, name), "a class registered with it", cast, before,
              Look(cast.watchers, counts), result.crossings);
    }
  }
  channel.Observe(result);
}

}  // namespace isograde
