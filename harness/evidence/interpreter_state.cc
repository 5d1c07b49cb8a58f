#include "evidence/interpreter_state.h"

#include <Python.h>
#include <fmt/format.h>

#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

using Items = std::map<std::string, std::string>;

constexpr std::size_t kMostTold = 12;
constexpr std::size_t kLongestText = 60;

// Plain values by what they are: an equal one in its place is no change.
std::string Words(PyObject* object) {
  if (!object) return "nothing";
  if (PyUnicode_Check(object)) {
    const std::string text = TextOf(object);
    if (text.size() <= kLongestText) return "'" + text + "'";
    return fmt::format("a str of {} bytes that begins '{}'", text.size(),
                       text.substr(0, kLongestText));
  }
  if (object == Py_None) return "None";
  if (PyLong_Check(object) || PyFloat_Check(object)) {
    const Reference repr = Reference::Steal(PyObject_Repr(object));
    PyErr_Clear();
    if (repr) return TextOf(repr.get());
  }
  return fmt::format("a {} at {:#x}", TypeName(reinterpret_cast<PyObject*>(Py_TYPE(object))),
                     reinterpret_cast<std::uintptr_t>(object));
}

Items ItemsOf(PyObject* dict) {
  Items items;
  PyObject *key, *value;
  for (Py_ssize_t position = 0; PyDict_Next(dict, &position, &key, &value);)
    items[Words(key)] = Words(value);
  return items;
}

Items ElementsOf(PyObject* list) {
  Items items;
  for (Py_ssize_t i = 0; i < PyList_Size(list); ++i)
    items[std::to_string(i)] = Words(PyList_GetItem(list, i));
  return items;
}

PyObject* Loaded(const char* module) {
  return PyDict_GetItemString(PyImport_GetModuleDict(), module);
}

// What a function of a loaded module returns without arguments; empty where there is none.
std::string Answer(PyObject* module, const char* function) {
  if (!module) return {};
  const Reference value = Reference::Steal(PyObject_CallMethod(module, function, nullptr));
  PyErr_Clear();
  return value ? Words(value.get()) : "";
}

class Capture {
 public:
  InterpreterState Take(const CodecRegistry& codecs) {
    Interpreter();
    Container(StateLevel::kInterpreter, "codec search functions", codecs.search_functions);
    Container(StateLevel::kInterpreter, "codec error handlers", codecs.error_handlers);
    Thread();
    Context();
    return std::move(state_);
  }

 private:
  void Container(StateLevel level, const std::string& name, PyObject* object) {
    if (object && PyDict_Check(object)) state_.containers[{level, name}] = ItemsOf(object);
    if (object && PyList_Check(object)) state_.containers[{level, name}] = ElementsOf(object);
  }

  void Attributes(const std::string& name, PyObject* module) {
    if (module && PyModule_Check(module))
      Container(StateLevel::kInterpreter, name, PyModule_GetDict(module));
  }

  void Interpreter() {
    Attributes("builtins", Loaded("builtins"));
    PyObject* const sys = Loaded("sys");
    Attributes("sys", sys);
    PyObject *key, *value;
    for (Py_ssize_t position = 0;
         sys && PyDict_Next(PyModule_GetDict(sys), &position, &key, &value);)
      Container(StateLevel::kInterpreter, "sys." + TextOf(key), value);
    PyObject* const warnings = Loaded("_warnings");
    Attributes("_warnings", warnings);
    for (const char* name : {"filters", "_onceregistry"}) {
      PyObject* const part =
          warnings ? PyDict_GetItemString(PyModule_GetDict(warnings), name) : nullptr;
      Container(StateLevel::kInterpreter, std::string("warnings.") + name, part);
    }
    state_.containers[{StateLevel::kInterpreter, "atexit"}]["functions"] =
        Answer(Loaded("atexit"), "_ncallbacks");
  }

  void Thread() {
    Items& thread = state_.containers[{StateLevel::kThread, "this thread"}];
    PyObject* const sys = Loaded("sys");
    thread["trace function"] = Answer(sys, "gettrace");
    thread["profile function"] = Answer(sys, "getprofile");
    thread["running event loop"] = Answer(Loaded("_asyncio"), "_get_running_loop");
    Container(StateLevel::kThread, "the thread state's dict", PyThreadState_GetDict());
  }

  void Context() {
    Items& variables = state_.containers[{StateLevel::kContext, "context variables"}];
    const Reference context = Reference::Steal(cpython::CopyContext());
    const Reference items = Reference::Steal(context ? PyMapping_Items(context.get()) : nullptr);
    PyErr_Clear();
    for (Py_ssize_t i = 0; items && i < PyList_Size(items.get()); ++i) {
      PyObject* const item = PyList_GetItem(items.get(), i);
      variables[Words(PyTuple_GetItem(item, 0))] = Words(PyTuple_GetItem(item, 1));
    }
  }

  InterpreterState state_;
};

}  // namespace

InterpreterState CaptureInterpreterState(const CodecRegistry& codecs) {
  return Capture().Take(codecs);
}

std::vector<StateChange> Differences(const InterpreterState& before,
                                     const InterpreterState& after) {
  using Kind = StateChange::Kind;
  std::vector<StateChange> found;
  const auto tell = [&](StateChange change) {
    if (found.size() < kMostTold) found.push_back(std::move(change));
  };
  static const Items kNone;
  for (const auto& [container, now] : after.containers) {
    const auto entry = before.containers.find(container);
    const Items& old = entry == before.containers.end() ? kNone : entry->second;
    // Clang 14, which fuzzes, does not capture structured bindings.
    const auto change = [&, &container = container](const std::string& item) {
      return StateChange{.level = container.level,
                         .item = fmt::format("{}[{}]", container.name, item)};
    };
    for (const auto& [item, words] : now) {
      const auto was = old.find(item);
      if (was != old.end() && was->second == words) continue;
      StateChange one = change(item);
      one.is = words;
      if (was == old.end()) {
        one.kind = Kind::kNew;
      } else {
        one.was = was->second;
      }
      tell(std::move(one));
    }
    for (const auto& [item, words] : old) {
      if (now.contains(item)) continue;
      StateChange one = change(item);
      one.kind = Kind::kGone;
      one.was = words;
      tell(std::move(one));
    }
  }
  for (const auto& [container, items] : before.containers) {
    if (!after.containers.contains(container))
      tell({.level = container.level, .item = container.name, .kind = Kind::kGone});
  }
  return found;
}

}  // namespace isograde
