#include "suites/loading/import_recorder.h"

#include <fmt/format.h>

#include <algorithm>

#include "evidence/process_state.h"
#include "interpreter/cpython_api.h"
#include "interpreter/evaluate.h"
#include "sandbox/confinement.h"
#include "suites/loading/control_imports.h"

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

// `pure`: those written in Python too.
std::vector<BroughtModule> BroughtBy(const ForeignObjects& foreign, bool pure) {
  std::vector<BroughtModule> modules;
  for (const std::string& name : foreign.brought_along()) {
    PyObject* const module = PyDict_GetItemString(PyImport_GetModuleDict(), name.c_str());
    const std::string file = FileOf(module);
    const bool is_extension = file.empty() || file.ends_with(".so");
    if (!pure && !is_extension) continue;
    modules.push_back({name, file, is_extension});
    if (is_extension)
      modules.back().multiple_interpreters =
          cpython::ReadDeclaration(module, name, file).multiple_interpreters;
  }
  return modules;
}

// Extension modules of the target's top-level package that are in sys.modules, itself left out.
std::vector<std::string> Siblings(const std::string& target) {
  const std::string package = target.substr(0, target.find('.')) + ".";
  std::vector<std::string> names;
  EachModule([&](PyObject* key, PyObject* module) {
    const std::string name = TextOf(key);
    if (name == target || !name.starts_with(package)) return;
    if (FileOf(module).ends_with(".so")) names.push_back(name);
  });
  return names;
}

bool IsLoaded(const std::string& name) {
  return PyDict_GetItemString(PyImport_GetModuleDict(), name.c_str()) != nullptr;
}

}  // namespace

PyObject* ImportRecorder::ImportAnew() const {
  if (subject_.is_control) return ImportAndTell().module;
  return PyImport_ImportModule(subject_.target.name.c_str());
}

ImportRecorder::Imported ImportRecorder::ImportAndTell() const {
  const char* const name = subject_.target.name.c_str();
  Imported imported;
  if (!subject_.is_control) {
    imported.module = PyImport_ImportModule(name);
    imported.raised = TakeRaised();
    return imported;
  }
  if (!subject_.brought.empty()) {
    const Namespace names;
    names.Execute(ImportsOf(subject_.brought));
    const Reference raised = names.Evaluate("isograde_raised");
    if (raised && raised.get() != Py_None) imported.raised = Describe(raised.get());
    PyErr_Clear();
  }
  imported.module = Reference::Borrow(PyImport_AddModule(name)).release();
  return imported;
}

void ImportRecorder::Import(Seat& seat) {
  const std::string& name = subject_.target.name;
  channel_.Begin(stages::kImport, seat.index);
  ImportOutcome outcome{.interpreter = seat.index};
  seat.interpreter->Run([&] {
    seat.foreign = ForeignObjects::BeforeImport(name);
    outcome.was_loaded = IsLoaded(name);
    // One with nothing has nothing that could change it.
    const bool is_watched = !subject_.is_control || !subject_.brought.empty();
    const ProcessState before = is_watched ? CaptureProcessState() : ProcessState();
    seat.module = ImportAnew();
    outcome.loaded = seat.loaded();
    outcome.raised = TakeRaised();
    if (!subject_.is_control) {
      seat.foreign.Collect(seat.module);
      outcome.brought = BroughtBy(seat.foreign, alone_);
    }
    if (seat.loaded()) {
      Contents contents = ContentsOf(seat.module);
      if (reference_) {
        outcome.differences = Compare(*reference_, contents);
      } else {
        reference_ = std::move(contents);
      }
    } else {
      outcome.left_modules = OwnEntries(name);
      outcome.siblings = Siblings(name);
      if (outcome.raised.is_import_error) {
        channel_.Begin(stages::kRetry, seat.index);
        Reference again = Reference::Steal(ImportAnew());
        outcome.retry_loaded = static_cast<bool>(again);
        outcome.retry_raised = TakeRaised();
      }
    }
    if (is_watched && (subject_.is_control || !seat.loaded() || alone_))
      outcome.changes = Differences(before, CaptureProcessState());
  });
  outcome.processes_left = CountChildren();
  channel_.Observe(outcome);
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
