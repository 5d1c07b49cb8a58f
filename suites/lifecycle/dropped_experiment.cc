#include "suites/lifecycle/dropped_experiment.h"
#include "suites/identity/call_results.h"

#include <Python.h>

#include <utility>

#include "checklist/experiment.h"
#include "checklist/import_outcome.h"
#include "evidence/foreign_objects.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/cast.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Collection, raised, not_referable, module_gone, has_free, freed, kept_by,
                     kept_by_others);
namespace {

constexpr int kCollections = 3;  // finalizers may bring objects back for one more
constexpr std::size_t kMostKeepers = 5;

freefunc counted_free = nullptr;
int times_freed = 0;

void CountFree(void* module) {
  ++times_freed;
  counted_free(module);
}

// Of a module whose definition is its own: what CPython keeps is not written to.
bool CountFrees(PyObject* module) {
  PyModuleDef* const definition =
      PyObject_TypeCheck(module, &PyModule_Type) ? PyModule_GetDef(module) : nullptr;
  PyErr_Clear();
  if (!definition || !definition->m_free) return false;
  counted_free = std::exchange(definition->m_free, CountFree);
  return true;
}

void DropFromPackage(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string::npos) return;
  PyObject* const package =
      PyDict_GetItemString(PyImport_GetModuleDict(), name.substr(0, dot).c_str());
  if (package) PyObject_DelAttrString(package, name.substr(dot + 1).c_str());
  PyErr_Clear();
}

// Modules that were not there before the target was imported hold it by right.
void DropModulesSince(const std::unordered_set<PyObject*>& before) {
  std::vector<std::string> late;
  EachModule([&](PyObject* name, PyObject* module) {
    if (!before.contains(module)) late.push_back(TextOf(name));
  });
  for (const std::string& name : late) {
    DropFromModules(name);
    DropFromPackage(name);
  }
}

void Collect() {
  for (int i = 0; i < kCollections; ++i) PyGC_Collect();
}

std::string KeeperText(PyObject* keeper) {
  const std::string type = TypeName(reinterpret_cast<PyObject*>(Py_TYPE(keeper)));
  return type + " " + ReprOf(keeper, 80);
}

// Name of the module whose attributes a dict is; empty: of none. That module may be gone from
// sys.modules already, and be kept by something that Python code registered with the interpreter.
std::string ModuleOf(PyObject* dict) {
  if (!PyDict_Check(dict) || !PyDict_GetItemString(dict, "__spec__")) return {};
  PyObject* const name = PyDict_GetItemString(dict, "__name__");
  return name && PyUnicode_Check(name) ? TextOf(name) : "";
}

void NoteKeepers(const std::string& target, PyObject* module, Collection& result) {
  const Reference gc = Reference::Steal(PyImport_ImportModule("gc"));
  const Reference keepers =
      Reference::Steal(gc ? PyObject_CallMethod(gc.get(), "get_referrers", "O", module) : nullptr);
  for (Py_ssize_t i = 0; keepers && i < PyList_Size(keepers.get()); ++i) {
    PyObject* const keeper = PyList_GetItem(keepers.get(), i);
    const std::string owner = ModuleOf(keeper);
    if (!owner.empty() && owner != target) {
      result.kept_by.insert(result.kept_by.begin(), "module " + owner);
      result.kept_by_others = true;
    } else if (result.kept_by.size() < kMostKeepers) {
      result.kept_by.push_back(KeeperText(keeper));
    }
  }
  PyErr_Clear();
}

// In a context of its own: what the module keeps in context variables (decimal's context) is the
// thread's by right.
void UseInOwnContext(const Subject& subject, const Seat& seat) {
  Namespace names;
  names.Set("module", seat.module);
  std::string tools;
  const auto add = [&](const std::string& call) {
    names.SetText("isograde_call", call);
    names.Execute("isograde_calls = globals().get('isograde_calls', []) + [isograde_call]");
  };
  for (const Recipe::Raise& raise : subject.recipe.raises) add(raise.call);
  for (const std::string& call : subject.recipe.uses()) add(call);
  for (const Recipe::Found& found : subject.recipe.found) {
    if (!HasNeeds(found)) continue;
    names.SetText("isograde_call", found.call);
    names.Execute("isograde_found = globals().get('isograde_found', []) + [isograde_call]");
    tools += found.call + "\n";
  }
  names.SetText("isograde_main", subject.recipe.found_module);
  names.SetText("isograde_tools", ToolsFor(tools));
  names.SetText("isograde_setup", subject.recipe.setup);
  names.Execute(R"(
import contextvars as isograde_contextvars
def isograde_use():
    exec(isograde_setup, globals())
    import sys
    found = {"module": sys.modules.get(isograde_main, module)}
    exec(isograde_tools, found)
    for names, calls in (globals(), globals().get("isograde_calls", ())), (found, globals().get("isograde_found", ())):
        for call in calls:
            try:
                eval(call, names)
            except Exception:
                pass
    found.clear()  # which callbacks refer to that somebody may keep
isograde_contextvars.copy_context().run(isograde_use)
)");
}

// Whether a module object that was referred to weakly is gone, and what keeps it otherwise.
void Look(const std::string& name, const Reference& weak, Collection& result) {
  const Reference left =
      Reference::Steal(weak ? PyObject_CallFunctionObjArgs(weak.get(), nullptr) : nullptr);
  PyErr_Clear();
  result.module_gone = left && left.get() == Py_None;
  if (left && !result.module_gone) NoteKeepers(name, left.get(), result);
}

Reference ReferWeakly(PyObject* module, Collection& result) {
  Reference weak = Reference::Steal(PyWeakref_NewRef(module, nullptr));
  PyErr_Clear();
  if (!weak) result.not_referable = TypeName(reinterpret_cast<PyObject*>(Py_TYPE(module)));
  return weak;
}

// All modules of a distribution go at once; each member is looked for.
void DropDistribution(const Subject& subject, Cast& cast, Channel& channel) {
  const std::vector<Target> members = LoadedMembers(subject.target);
  Seat& seat = cast.main();
  const ForeignObjects before = ForeignObjects::BeforeImport(subject.target);
  channel.Begin(stages::kImport, 0);
  seat.module = cast.import().ImportAnew();
  const RaisedException raised = TakeRaised();
  std::vector<Collection> results(members.size());
  std::vector<Reference> weak(members.size());
  if (seat.loaded()) {
    seat.members = cast.import().Members();
    channel.Begin(stages::kUse, 0);
    UseInOwnContext(subject, seat);
    channel.Begin(stages::kCollect, 0);
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (seat.members[i]) weak[i] = ReferWeakly(seat.members[i], results[i]);
    }
    Leave(seat);
    DropFromModules(subject.target);
    DropModulesSince(before.loaded_before());
    Collect();
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Channel::About about(channel, members[i].name);
    results[i].raised = raised;
    if (!raised) Look(members[i].name, weak[i], results[i]);
    channel.Observe(results[i]);
  }
}

void Forget(const std::string& name) {
  DropFromModules(name);
  DropFromPackage(name);
}

// Main imports and uses the target, then drops it: its own references, its entry in
// sys.modules and in its package, and every module that its import and its use brought along; then
// it collects. m_free is counted by a function put in its place that calls it.
void RunDropped(const Subject& subject, InterpreterConfig, const Effort&, Channel& channel) {
  const std::string& name = subject.target.name;
  auto& cast = *new Cast(subject, false, channel);
  if (subject.target.kind == TargetKind::kDistribution)
    return DropDistribution(subject, cast, channel);
  Seat& seat = cast.main();
  const ForeignObjects before = ForeignObjects::BeforeImport(subject.target);
  channel.Begin(stages::kImport, 0);
  Collection result;
  seat.module = cast.import().ImportAnew();
  if (subject.imports_again && seat.loaded() && CountFrees(seat.module)) {
    // From 3.15 on a module has a copy of m_free: what counts it must be there before the module.
    result.has_free = true;
    Py_DecRef(std::exchange(seat.module, nullptr));
    Forget(name);
    Collect();
    times_freed = 0;
    seat.module = cast.import().ImportAnew();
  }
  if (!seat.loaded()) {
    result.raised = TakeRaised();
    channel.Observe(result);
    return;
  }
  channel.Begin(stages::kUse, 0);
  UseInOwnContext(subject, seat);
  channel.Begin(stages::kCollect, 0);
  const Reference weak = ReferWeakly(seat.module, result);
  Leave(seat);
  Forget(name);
  DropModulesSince(before.loaded_before());
  Collect();
  Look(name, weak, result);
  result.freed = times_freed;
  channel.Observe(result);
}

ISOGRADE_EXPERIMENT({.id = experiments::kDropped,
                     .words = "main imports and uses it, drops every reference to it, and "
                              "collects",
                     .stages = {stages::kImport, stages::kUse, stages::kCollect},
                     .run = RunDropped,
                     .place = 70,
                     .config_independent = true});

}  // namespace
}  // namespace isograde
