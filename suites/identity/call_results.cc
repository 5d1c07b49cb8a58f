#include "suites/identity/call_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <set>
#include <string_view>
#include <utility>

#include "evidence/sharing_rule.h"
#include "interpreter/python_call.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(CallResult, phase, interpreter, call, main, raised, type, message, value,
                     foreign, address, trouble);
namespace {

constexpr std::size_t kLongestValue = 4000;
constexpr std::size_t kLongestMessage = 200;
constexpr Py_ssize_t kMostParts = 20;  // of a container that are looked at
constexpr int kDeepest = 2;            // containers in containers

constexpr const char* kPart = R"(def part(name):
    import sys
    return sys.modules[name]
)";
constexpr const char* kExample = R"(def example(module, body, last):
    names = {**module.__dict__, "__name__": "__main__"}
    exec(compile(body, "<example>", "exec"), names)
    return eval(compile(last, "<example>", "eval"), names) if last else None
)";

// A call of which only that is left which needs nothing of the target: no module of these names can
// be imported for it.
constexpr const char* kApart = R"(def apart(targets, pieces):
    import sys
    for target in targets:
        sys.modules.setdefault(target, None)
    names = {"__name__": "__main__"}
    for piece in pieces:
        try:
            exec(compile(piece, "<apart>", "exec"), names)
        except BaseException:
            pass
)";

constexpr const char* kCallback = R"(def callback(*given, **named):
    return given[0] if given else None
)";

// What "A.B" names in a module, by its dict; none is set afterwards.
Reference NamedIn(PyObject* module, std::string_view path) {
  if (!PyModule_Check(module)) return {};
  PyObject* const dict = PyModule_GetDict(module);
  const std::size_t dot = std::min(path.find('.'), path.size());
  Reference found =
      Reference::Borrow(PyDict_GetItemString(dict, std::string(path.substr(0, dot)).c_str()));
  for (std::size_t begin = dot + 1; found && begin <= path.size();) {
    const std::size_t end = std::min(path.find('.', begin), path.size());
    found = Reference::Steal(
        PyObject_GetAttrString(found.get(), std::string(path.substr(begin, end - begin)).c_str()));
    begin = end + 1;
  }
  PyErr_Clear();
  return found;
}

std::string TextAttribute(PyObject* object, const char* name) {
  const Reference value = Reference::Steal(PyObject_GetAttrString(object, name));
  PyErr_Clear();
  return value && PyUnicode_Check(value.get()) ? TextOf(value.get()) : "";
}

bool IsForeignClass(PyObject* type) {
  const std::string module = TextAttribute(type, "__module__");
  if (module.empty() || module == "builtins") return false;
  // It may not have been imported here: whoever keeps a class for all does not ask for it again.
  const Reference home = Reference::Steal(PyImport_ImportModule(module.c_str()));
  PyErr_Clear();
  if (!home) return false;
  const Reference namesake = NamedIn(home.get(), TextAttribute(type, "__qualname__"));
  return namesake && namesake.get() != type && PyType_Check(namesake.get());
}

std::string ForeignWithin(PyObject* object, int deepest) {
  PyObject* const type = reinterpret_cast<PyObject*>(Py_TYPE(object));
  if (IsForeignClass(type)) return TypeName(type);
  if (PyType_Check(object) && IsForeignClass(object)) return TypeName(object);
  if (deepest == 0) return {};
  std::string found;
  const auto look = [&](PyObject* part) {
    if (found.empty() && part) found = ForeignWithin(part, deepest - 1);
  };
  if (PyTuple_CheckExact(object)) {
    for (Py_ssize_t i = 0; i < std::min(PyTuple_Size(object), kMostParts); ++i)
      look(PyTuple_GetItem(object, i));
  } else if (PyList_CheckExact(object)) {
    for (Py_ssize_t i = 0; i < std::min(PyList_Size(object), kMostParts); ++i)
      look(PyList_GetItem(object, i));
  } else if (PyDict_CheckExact(object)) {
    PyObject *key = nullptr, *value = nullptr;
    for (Py_ssize_t at = 0, i = 0; i < kMostParts && PyDict_Next(object, &at, &key, &value); ++i) {
      look(key);
      look(value);
    }
  }
  return found;
}

long CountOf(PyObject* object) {
  PyObject* const ask = PySys_GetObject("getrefcount");
  const Reference count =
      Reference::Steal(ask ? PyObject_CallFunctionObjArgs(ask, object, nullptr) : nullptr);
  const long references = count ? PyLong_AsLong(count.get()) : 0;
  PyErr_Clear();
  return references;
}

// Whether somebody else holds an object too. What only we hold was made by the call, and what it
// stands for, such as an open file, is to go with it.
bool IsHeldElsewhere(PyObject* object) {
  const Reference ours = Reference::Steal(PyDict_New());
  return CountOf(object) > CountOf(ours.get());
}

// While interpreters are side by side, results are kept: an address of what has gone says nothing.
bool AreSideBySide(const CallPhase& phase) {
  return phase.when == CallPhase::kMainFirst || phase.when == CallPhase::kMainLast;
}

std::string MissingOf(const Recipe::Found& found) {
  for (const std::string& need : found.needs) {
    if (!PyDict_GetItemString(PyImport_GetModuleDict(), need.c_str())) return need;
  }
  return {};
}

std::string NameOfMain(const Seat& seat) {
  const Reference main = seat.found_names->Evaluate("module.__name__");
  PyErr_Clear();
  return main && PyUnicode_Check(main.get()) ? TextOf(main.get()) : "";
}

CallResult TryFound(const Recipe::Found& found, const Seat& seat, const CallPhase& phase) {
  CallResult result{
      .phase = phase, .interpreter = seat.index, .call = found.call, .main = NameOfMain(seat)};
  if (const std::string missing = MissingOf(found); !missing.empty()) {
    result.trouble = missing + " is not loaded";
    return result;
  }
  Reference value = seat.found_names->Evaluate(found.call);
  result.raised = !value;
  if (result.raised) value = Reference::Steal(TakeRaisedObject());
  if (!value) return result;
  result.type = TypeName(reinterpret_cast<PyObject*>(Py_TYPE(value.get())));
  result.foreign = ForeignClassIn(value.get());
  if (result.raised) {
    result.message = ReprOf(value.get(), kLongestMessage);
    return result;
  }
  if (found.by_value) result.value = ReprOf(value.get(), kLongestValue);
  if (AreSideBySide(phase) && IsHeldElsewhere(value.get()) && !IsConstant(value.get()) &&
      !SharingObjection(value.get(), false).empty()) {
    result.address = fmt::format("{:#x}", reinterpret_cast<std::uintptr_t>(value.get()));
    static_cast<void>(value.release());
  }
  return result;
}

}  // namespace

std::string ToolsFor(const std::string& calls) {
  std::string tools;
  if (calls.find("part(") != std::string::npos) tools += kPart;
  if (calls.find("example(") != std::string::npos) tools += kExample;
  if (calls.find("apart(") != std::string::npos) tools += kApart;
  if (calls.find("callback") != std::string::npos) tools += kCallback;
  return tools;
}

std::string ForeignClassIn(PyObject* object) { return ForeignWithin(object, kDeepest); }

void PrepareFound(const Recipe& recipe, Seat& seat) {
  if (recipe.found.empty()) return;
  seat.found_names = std::make_unique<Namespace>();
  PyObject* const named =
      recipe.found_module.empty()
          ? nullptr
          : PyDict_GetItemString(PyImport_GetModuleDict(), recipe.found_module.c_str());
  seat.found_names->Set("module", named ? named : seat.called);
  std::string calls;
  for (const Recipe::Found& found : recipe.found) calls += found.call + "\n";
  if (const std::string tools = ToolsFor(calls); !tools.empty()) seat.found_names->Execute(tools);
}

void RecordFound(const Recipe& recipe, const Seat& seat, const CallPhase& phase, Channel& channel,
                 const Stage& stage, const AfterCall& after) {
  for (const Recipe::Found& found : recipe.found) {
    channel.Begin(stage, seat.index, found.call);
    channel.Observe(seat.interpreter->Run([&] { return TryFound(found, seat, phase); }));
    if (after) after(seat, found.call);
  }
}

void RecordApart(const Subject& subject, Channel& channel) {
  if (subject.recipe.found.empty()) return;
  const Target& target = subject.target;
  std::set<std::string> names(target.packages.begin(), target.packages.end());
  for (const std::string& root : RootsOf(target)) names.insert(root);
  for (const Target::Member& member : target.members) names.insert(member.name);
  for (const std::string& name : std::set(names)) names.insert(name.substr(0, name.find('.')));
  nlohmann::json asked = {{"calls", nlohmann::json::array()}, {"roots", names}};
  for (const Recipe::Found& found : subject.recipe.found) asked["calls"].push_back(found.call);
  try {
    const Reference told =
        CallPython("isograde._explore._apart", "listing", {asked.dump(-1, ' ', true)});
    channel.Observe(CallsApart{nlohmann::json::parse(TextOf(told.get()))});
  } catch (const std::exception&) {
    // The calls were made already, and may have left anything: then there is none.
    PyErr_Clear();
  }
}

bool HasNeeds(const Recipe::Found& found) { return MissingOf(found).empty(); }

void MakeFound(const Recipe& recipe, const Seat& seat) {
  for (const Recipe::Found& found : recipe.found) {
    if (!HasNeeds(found)) continue;
    const Reference value = seat.found_names->Evaluate(found.call);
    PyErr_Clear();
  }
}

std::string FoundValue(const Recipe::Found& found, const std::string& call, const Seat& seat) {
  if (!HasNeeds(found)) return {};
  const Reference value = seat.found_names->Evaluate(call);
  const Reference raised = Reference::Steal(TakeRaisedObject());
  const auto name_of_type = [](PyObject* object) {
    return TypeName(reinterpret_cast<PyObject*>(Py_TYPE(object)));
  };
  if (!value) return raised ? "raised " + name_of_type(raised.get()) : "";
  return found.by_value ? ReprOf(value.get(), kLongestValue) : "a " + name_of_type(value.get());
}

std::string WithOwnValues(std::string call, int number) {
  const std::pair<std::string_view, std::string> values[] = {
      {"'ABC'", fmt::format("'{}'", std::string(3, static_cast<char>('A' + number % 26)))},
      {"int('1000')", fmt::format("int('{}')", 1000 + number)},
      {"float('2.5')", fmt::format("float('{}.5')", 2 + number)}};
  for (const auto& [usual, own] : values) {
    for (std::size_t at = 0; (at = call.find(usual, at)) != std::string::npos; at += own.size())
      call.replace(at, usual.size(), own);
  }
  return call;
}

}  // namespace isograde
