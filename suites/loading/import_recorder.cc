#include "suites/loading/import_recorder.h"

#include <fmt/format.h>

#include <algorithm>

#include "evidence/process_state.h"
#include "interpreter/cpython_api.h"
#include "sandbox/confinement.h"

namespace isograde {
namespace {

constexpr std::size_t kMostDifferences = 12;

// Abstract classes that a type is registered with by whoever makes it: " as numbers.Number". An
// import that does not run again in another interpreter does not register there.
std::string Registrations(PyObject* type) {
  std::string text;
  for (const auto& [module, names] :
       {std::pair<const char*, std::vector<const char*>>{
            "numbers", {"Number", "Complex", "Real", "Rational", "Integral"}},
        {"_collections_abc",
         {"Sequence", "MutableSequence", "Mapping", "MutableMapping", "Set"}}}) {
    PyObject* const loaded = PyDict_GetItemString(PyImport_GetModuleDict(), module);
    if (!loaded) continue;
    for (const char* name : names) {
      Reference abc = Reference::Steal(PyObject_GetAttrString(loaded, name));
      const int is_subclass = abc ? PyObject_IsSubclass(type, abc.get()) : 0;
      if (is_subclass == 1) text += fmt::format(" as {}", name);
      PyErr_Clear();
    }
  }
  return text;
}

std::string Sort(PyObject* value) {
  if (PyType_Check(value)) return "type " + TypeName(value) + Registrations(value);
  return TypeName(reinterpret_cast<PyObject*>(Py_TYPE(value)));
}

std::vector<std::string> Compare(const std::map<std::string, std::string>& reference,
                                 const std::map<std::string, std::string>& here) {
  std::vector<std::string> differences;
  const auto add = [&](std::string text) {
    if (differences.size() < kMostDifferences) differences.push_back(std::move(text));
  };
  for (const auto& [name, sort] : reference) {
    const auto other = here.find(name);
    if (other == here.end()) {
      add(fmt::format("{} is missing", name));
    } else if (other->second != sort) {
      add(fmt::format("{} is {} instead of {}", name, other->second, sort));
    }
  }
  for (const auto& [name, sort] : here) {
    if (!reference.contains(name)) add(fmt::format("{} is there in addition", name));
  }
  return differences;
}

// Names that belong to the target in sys.modules: itself and everything below it.
std::vector<std::string> OwnEntries(const std::string& target) {
  std::vector<std::string> names;
  EachModule([&](PyObject* key, PyObject*) {
    const std::string name = TextOf(key);
    if (name == target || name.starts_with(target + ".")) names.push_back(name);
  });
  return names;
}

// Not written in Python: its file is a library, or it has none.
bool IsExtension(const std::string& name) {
  PyObject* const module = PyDict_GetItemString(PyImport_GetModuleDict(), name.c_str());
  Reference file = Reference::Steal(module ? PyObject_GetAttrString(module, "__file__") : nullptr);
  PyErr_Clear();
  return !file || file.get() == Py_None || TextOf(file.get()).ends_with(".so");
}

// Extension modules of the target's top-level package that are in sys.modules, itself left out.
std::vector<std::string> Siblings(const std::string& target) {
  const std::string package = target.substr(0, target.find('.')) + ".";
  std::vector<std::string> names;
  EachModule([&](PyObject* key, PyObject* module) {
    const std::string name = TextOf(key);
    if (name == target || !name.starts_with(package)) return;
    const Reference file = Reference::Steal(PyObject_GetAttrString(module, "__file__"));
    PyErr_Clear();
    if (file && TextOf(file.get()).ends_with(".so")) names.push_back(name);
  });
  return names;
}

bool IsLoaded(const std::string& name) {
  return PyDict_GetItemString(PyImport_GetModuleDict(), name.c_str()) != nullptr;
}

}  // namespace

PyObject* ImportRecorder::ImportAnew() const {
  const char* const name = subject_.target.name.c_str();
  if (!subject_.is_control) return PyImport_ImportModule(name);
  for (const std::string& needed : subject_.needed) {
    const Reference module = Reference::Steal(PyImport_ImportModule(needed.c_str()));
    PyErr_Clear();
  }
  return Reference::Borrow(PyImport_AddModule(name)).release();
}

void ImportRecorder::Import(Seat& seat) {
  const std::string& name = subject_.target.name;
  channel_.Begin(stages::kImport, seat.index);
  ImportOutcome outcome{.interpreter = seat.index};
  seat.interpreter->Run([&] {
    seat.foreign = ForeignObjects::BeforeImport(name);
    outcome.was_loaded = IsLoaded(name);
    // A control has nothing that could change it.
    const ProcessState before = subject_.is_control ? ProcessState() : CaptureProcessState();
    seat.module = ImportAnew();
    outcome.loaded = seat.loaded();
    if (seat.loaded()) {
      if (!subject_.is_control) seat.foreign.Collect(seat.module);
      for (const std::string& name : seat.foreign.brought_along()) {
        if (IsExtension(name)) outcome.needed.push_back(name);
      }
      Contents contents = ContentsOf(seat.module);
      if (reference_) {
        outcome.differences = Compare(*reference_, contents);
      } else {
        reference_ = std::move(contents);
      }
    } else {
      outcome.raised = TakeRaised();
      outcome.left_modules = OwnEntries(name);
      outcome.siblings = Siblings(name);
      if (outcome.raised.is_import_error) {
        channel_.Begin(stages::kRetry, seat.index);
        Reference again = Reference::Steal(ImportAnew());
        outcome.retry_loaded = static_cast<bool>(again);
        outcome.retry_raised = TakeRaised();
      }
    }
    if (!subject_.is_control && (!seat.loaded() || alone_))
      outcome.changes = Differences(before, CaptureProcessState());
  });
  outcome.processes_left = CountChildren();
  channel_.Observe(outcome);
  if (seat.loaded()) return;
  if (const auto failure = FailingDependency(seat, stages::kRetry)) channel_.Observe(*failure);
}

ImportRecorder::Contents ImportRecorder::ContentsOf(PyObject* module) const {
  Contents contents;
  if (!PyObject_TypeCheck(module, &PyModule_Type)) return {{"(the module object)", Sort(module)}};
  const auto is_special = [](const std::string& name) {
    return name.starts_with("__") && name.ends_with("__");
  };
  EachAttribute(module, [&](PyObject* key, PyObject* value) {
    const std::string name = TextOf(key);
    if (name == "__file__") contents[name] = TextOf(value);
    // What a module imports lazily, or names of its submodules, depends on who came before; that is
    // no other implementation.
    if (!is_special(name) && !PyObject_TypeCheck(value, &PyModule_Type))
      contents[name] = Sort(value);
  });
  return contents;
}

std::optional<DependencyFailure> ImportRecorder::FailingDependency(const Seat& seat,
                                                                   const Stage& stage) const {
  return seat.interpreter->Run([&]() -> std::optional<DependencyFailure> {
    for (const std::string& module : subject_.needed) {
      if (IsLoaded(module)) continue;
      channel_.Begin(stage, seat.index, "its dependency " + module);
      const Reference imported = Reference::Steal(PyImport_ImportModule(module.c_str()));
      RaisedException raised = TakeRaised();
      if (!imported) return DependencyFailure{seat.index, module, std::move(raised)};
    }
    return std::nullopt;
  });
}

void DropFromModules(const std::string& name) {
  if (cpython::IsMadeByRuntimeAlone(name)) return;
  for (const std::string& entry : OwnEntries(name)) {
    PyDict_DelItemString(PyImport_GetModuleDict(), entry.c_str());
    PyErr_Clear();
  }
}

void AdoptSearchPath(const Seat& main, const Seat& other) {
  const std::vector<std::string> entries = main.interpreter->Run(SearchPath);
  other.interpreter->Run([&] { SetSearchPath(entries); });
}

}  // namespace isograde
