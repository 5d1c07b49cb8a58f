#include "suites/loading/import_recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/file_name.h"
#include "evidence/process_state.h"
#include "interpreter/cpython_api.h"
#include "interpreter/evaluate.h"
#include "sandbox/confinement.h"
#include "suites/loading/control_imports.h"
#include "suites/state/level_changes.h"

namespace isograde {
namespace {

constexpr std::size_t kMostDifferences = 12;

// Abstract classes that a type is registered with by whoever makes it: " as numbers.Number". An
// import that does not run again in another interpreter does not register there.
std::string Registrations(PyObject* type) {
  std::string text;
  // A static type that nobody has made ready yet, such as _socket.socket of 3.8, has no bases that
  // _abc__abc_subclasscheck_impl() of its Modules/_abc.c could go through: it crashes. Whoever asks
  // for an attribute makes it ready.
  const Reference bases = Reference::Steal(PyObject_GetAttrString(type, "__mro__"));
  PyErr_Clear();
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

std::vector<std::string> Differing(const std::map<std::string, std::string>& reference,
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

// What a name of a root is, as its users see it: a class, something to be called, a value of some
// type.
std::string Kind(PyObject* value) {
  if (PyType_Check(value)) {
    const bool exception = PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(value),
                                            reinterpret_cast<PyTypeObject*>(PyExc_BaseException));
    return exception ? "an exception class" : "a class";
  }
  if (PyCallable_Check(value)) return "a function";
  const std::string type = TypeName(reinterpret_cast<PyObject*>(Py_TYPE(value)));
  return "a value of type " + type.substr(type.rfind('.') + 1);
}

void AddPublicNames(const std::string& root, PyObject* module,
                    std::map<std::string, std::string>& contents) {
  EachAttribute(module, [&](PyObject* key, PyObject* value) {
    const std::string name = TextOf(key);
    if (!name.starts_with("_") && !PyObject_TypeCheck(value, &PyModule_Type))
      contents[root + "." + name] = Kind(value);
  });
}

// Names that belong to the target in sys.modules: itself and everything below it.
std::vector<std::string> OwnEntries(const Target& target) {
  std::vector<std::string> names;
  EachModule([&](PyObject* key, PyObject*) {
    std::string name = TextOf(key);
    if (IsTakenOutWith(target, name)) names.push_back(std::move(name));
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

// Extension modules that come with the target and are in sys.modules, itself left out.
std::vector<std::string> Siblings(const Target& target) {
  std::vector<std::string> names;
  EachModule([&](PyObject* key, PyObject* module) {
    const std::string name = TextOf(key);
    if (name == target.name || !ComesWith(target, name)) return;
    if (FileOf(module).ends_with(".so")) names.push_back(name);
  });
  return names;
}

// Borrowed, or nullptr.
PyObject* Loaded(const std::string& name) {
  return PyDict_GetItemString(PyImport_GetModuleDict(), name.c_str());
}

bool IsLoaded(const std::string& name) { return Loaded(name) != nullptr; }

// What a refusal has left in sys.modules that it should not have. Other modules that a package has
// imported before it fails stay: importlib takes out the one alone that failed.
std::vector<std::string> LeftBehind(const Target& target, const std::string& failed) {
  if (target.kind != TargetKind::kDistribution) return OwnEntries(target);
  return IsLoaded(failed) ? std::vector<std::string>{failed} : std::vector<std::string>{};
}

// A new reference to the first, or nullptr with the exception set, and the name of that which
// raised.
PyObject* ImportAll(const std::vector<std::string>& roots, std::string* raiser = nullptr) {
  Reference first;
  for (const std::string& root : roots) {
    Reference module = Reference::Steal(PyImport_ImportModule(root.c_str()));
    if (!module) {
      if (raiser) *raiser = root;
      return nullptr;
    }
    if (!first) first = std::move(module);
  }
  return first.release();
}

// What is in sys.modules under a name is not there meanwhile.
class StoodAside {
 public:
  explicit StoodAside(const std::string& name) : name_(name) {
    if (PyObject* const module = Loaded(name)) module_ = Reference::Borrow(module);
    if (module_) PyDict_DelItemString(PyImport_GetModuleDict(), name.c_str());
  }
  ~StoodAside() {
    if (module_) PyDict_SetItemString(PyImport_GetModuleDict(), name_.c_str(), module_.get());
  }
  StoodAside(const StoodAside&) = delete;
  StoodAside& operator=(const StoodAside&) = delete;

 private:
  const std::string& name_;
  Reference module_;
};

}  // namespace

PyObject* ImportRecorder::ImportAnew() const {
  if (subject_.is_control) return ImportAndTell().module;
  return ImportAll(RootsOf(subject_.target));
}

ImportRecorder::Imported ImportRecorder::ImportAndTell() const {
  const char* const name = subject_.target.name.c_str();
  Imported imported;
  if (!subject_.is_control) {
    imported.module = ImportAnew();
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

// What a package puts there in the place of an extension module that declines is not that module.
std::vector<PyObject*> ImportRecorder::Members() const {
  std::vector<PyObject*> modules;
  for (const Target& member : members_) {
    PyObject* const module = Loaded(member.name);
    const bool is_it = module && FileName(FileOf(module)) == FileName(member.file);
    modules.push_back(is_it ? Reference::Borrow(module).release() : nullptr);
  }
  return modules;
}

void ImportRecorder::Import(Seat& seat) {
  const Target& target = subject_.target;
  const std::vector<std::string> roots = RootsOf(target);
  channel_.Begin(stages::kImport, seat.index);
  ImportOutcome outcome{.interpreter = seat.index};
  seat.interpreter->Run([&] {
    seat.foreign = ForeignObjects::BeforeImport(target);
    outcome.was_loaded = IsLoaded(roots.front());
    // One with nothing has nothing that could change it.
    const bool is_watched = !subject_.is_control || !subject_.brought.empty();
    const ProcessState before = begin_       ? *begin_
                                : is_watched ? CaptureProcessState()
                                             : ProcessState();
    seat.module = subject_.is_control ? ImportAnew() : ImportAll(roots, &outcome.root);
    outcome.loaded = seat.loaded();
    outcome.raised = TakeRaised();
    if (!subject_.is_control) {
      seat.members = Members();
      seat.foreign.Collect(seat.module);
      outcome.brought = BroughtBy(seat.foreign, alone_);
    }
    if (seat.loaded()) {
      if (!members_.empty()) {
        outcome.extension_modules = Siblings(target).size();
        CompareBrought(outcome);
      }
      for (std::size_t i = 0; i < members_.size(); ++i) {
        if (!seat.members[i]) outcome.missing_modules.push_back(members_[i].name);
      }
      Compare(ContentsOf(target, seat.module), reference_, outcome);
      CompareInner(outcome);
    } else {
      outcome.left_modules = LeftBehind(target, outcome.root);
      outcome.siblings = Siblings(target);
      if (outcome.raised.is_import_error) {
        channel_.Begin(stages::kRetry, seat.index);
        Reference again = Reference::Steal(ImportAnew());
        outcome.retry_loaded = static_cast<bool>(again);
        outcome.retry_raised = TakeRaised();
      }
    }
    if (is_watched && (subject_.is_control || !seat.loaded() || alone_))
      outcome.changes = Differences(before, CaptureProcessState());
    if (alone_) {
      std::erase_if(outcome.changes, [&](const StateChange& change) {
        return !PurposeOf(subject_.recipe, change).empty();
      });
    }
  });
  outcome.processes_left = CountChildren();
  channel_.Observe(outcome);
  if (!members_.empty()) ObserveMembers(seat, outcome);
}

// What came of each member. One that the roots did without is imported by itself, to hear what it
// says.
void ImportRecorder::ObserveMembers(const Seat& seat, const ImportOutcome& whole) {
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Target& member = members_[i];
    const Channel::About about(channel_, member.name);
    ImportOutcome outcome{.interpreter = seat.index, .was_loaded = whole.was_loaded};
    PyObject* const module = seat.members[i];
    outcome.loaded = module != nullptr;
    if (!module) {
      outcome.raised = whole.raised;
      outcome.retry_raised = whole.retry_raised;
      outcome.retry_loaded = whole.retry_loaded;
    }
    seat.interpreter->Run([&] {
      if (module) {
        Compare(ContentsOf(member, module), member_references_[member.name], outcome);
      } else if (seat.loaded()) {
        channel_.Begin(stages::kImport, seat.index, "by itself");
        // Not what stands in its place.
        const StoodAside aside(member.name);
        const Reference ignored = Reference::Steal(PyImport_ImportModule(member.name.c_str()));
        outcome.raised = TakeRaised();
        outcome.loaded = static_cast<bool>(ignored);
        if (!outcome.raised.is_import_error) return;
        outcome.left_modules = OwnEntries(member);
        const Reference again = Reference::Steal(PyImport_ImportModule(member.name.c_str()));
        outcome.retry_loaded = static_cast<bool>(again);
        outcome.retry_raised = TakeRaised();
      }
    });
    channel_.Observe(outcome);
  }
}

void ImportRecorder::Compare(Contents contents, std::optional<Contents>& reference,
                             ImportOutcome& outcome) const {
  if (reference) {
    outcome.differences = Differing(*reference, contents);
    if (&reference != &reference_ || members_.empty()) return;
    for (const auto& [name, kind] : *reference) {
      if (!contents.contains(name)) outcome.missing_names.push_back(name);
    }
  } else if (outcome.missing_modules.empty()) {  // with less than main has, nothing is compared
    reference = std::move(contents);
  }
}

// Extension modules that it brings along from other distributions, as the first interpreter has
// them.
void ImportRecorder::CompareBrought(ImportOutcome& outcome) {
  std::set<std::string> here;
  for (const BroughtModule& module : outcome.brought) {
    const bool is_installed =
        !module.file.empty() && module.file.find("/lib-dynload/") == std::string::npos;
    if (module.is_extension && is_installed) here.insert(module.name);
  }
  if (!brought_) {
    if (outcome.missing_modules.empty()) brought_ = std::move(here);
    return;
  }
  std::set_difference(brought_->begin(), brought_->end(), here.begin(), here.end(),
                      std::back_inserter(outcome.missing_elsewhere));
}

// What a distribution's public modules of Python that are no roots hold: who imports them sees it.
ImportRecorder::Contents ImportRecorder::InnerContents() const {
  const std::vector<std::string>& roots = subject_.target.roots;
  Contents contents;
  EachModule([&](PyObject* key, PyObject* module) {
    const std::string name = TextOf(key);
    const bool is_inner = ComesWith(subject_.target, name) &&
                          name.find("._") == std::string::npos && !name.starts_with("_") &&
                          std::find(roots.begin(), roots.end(), name) == roots.end();
    if (is_inner && !FileOf(module).ends_with(".so")) AddPublicNames(name, module, contents);
  });
  return contents;
}

void ImportRecorder::CompareInner(ImportOutcome& outcome) {
  if (members_.empty()) return;
  Contents here = InnerContents();
  if (!inner_reference_) {
    if (outcome.missing_modules.empty()) inner_reference_ = std::move(here);
    return;
  }
  // A module that only one of both has says nothing of what is in it.
  const auto is_of_both = [&](const auto& entry) {
    const std::string module = entry.first.substr(0, entry.first.rfind('.') + 1);
    const auto has = [&](const Contents& contents) {
      const auto at = contents.lower_bound(module);
      return at != contents.end() && at->first.starts_with(module);
    };
    return has(here) && has(*inner_reference_);
  };
  Contents mine, reference;
  std::copy_if(here.begin(), here.end(), std::inserter(mine, mine.end()), is_of_both);
  std::copy_if(inner_reference_->begin(), inner_reference_->end(),
               std::inserter(reference, reference.end()), is_of_both);
  outcome.inner_differences = Differing(reference, mine);
}

ImportRecorder::Contents ImportRecorder::ContentsOf(const Target& of, PyObject* module) {
  Contents contents;
  if (of.kind == TargetKind::kDistribution) {
    for (const std::string& root : of.roots) AddPublicNames(root, Loaded(root), contents);
    return contents;
  }
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

void DropFromModules(const Target& target) {
  if (cpython::IsMadeByRuntimeAlone(target.name)) return;
  for (const std::string& entry : OwnEntries(target)) {
    PyDict_DelItemString(PyImport_GetModuleDict(), entry.c_str());
    PyErr_Clear();
  }
}

void DropFromModules(const std::string& name) { DropFromModules(Target{.name = name}); }

void AdoptSearchPath(const Seat& main, const Seat& other) {
  const std::vector<std::string> entries = main.interpreter->Run(SearchPath);
  other.interpreter->Run([&] { SetSearchPath(entries); });
}

}  // namespace isograde
