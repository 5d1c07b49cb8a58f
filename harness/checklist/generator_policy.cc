#include "checklist/generator_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/version_number.h"

namespace isograde {
namespace {

const std::vector<GeneratorPolicy>& Table() {
  static const std::vector<GeneratorPolicy> table = {
      // Of the slot, Cython writes only what the macro lets it; module-level cdef variables stay
      // static with both (Cython 3.3 warns of each).
      {.name = "Cython",
       .link = "https://github.com/cython/cython/pull/6513",
       .since = "3.1",
       .since_shown = "3.1",
       .state = "Say `# cython: subinterpreters_compatible=own_gil` and compile with "
                "CYTHON_USE_MODULE_STATE=1: one without the other does not do. What the module "
                "keeps in cdef variables of its own stays static: keep it in Python variables or "
                "in instances.",
       .refusal = "Say `# cython: subinterpreters_compatible=no`, or shared_gil where only that "
                  "holds, and compile with CYTHON_USE_MODULE_STATE=1.",
       .gil = "Say `# cython: freethreading_compatible=True` if the module is safe without it.",
       .own = {"__pyx_", "__Pyx_"},
       .own_words = "interned names, constants, types, its module state"},
      {.name = "pybind11",
       .link = "https://pybind11.readthedocs.io/en/stable/advanced/misc.html",
       .since = "3",
       .since_shown = "internals 10",
       .state = "Say PYBIND11_MODULE(name, m, py::mod_gil_not_used(), "
                "py::multiple_interpreters::per_interpreter_gil()). Keep no py::object in a static "
                "variable: py::gil_safe_call_once_and_store, from 3.1 on one for each interpreter.",
       .support = "Say PYBIND11_MODULE(name, m, py::mod_gil_not_used(), "
                  "py::multiple_interpreters::per_interpreter_gil()).",
       .refusal = "Say py::multiple_interpreters::not_supported() in PYBIND11_MODULE, or "
                  "shared_gil() where only that holds.",
       .gil = "Say py::mod_gil_not_used() in PYBIND11_MODULE if the module is safe without it.",
       .own = {"pybind11::", "_ZN8pybind11", "_ZGVN8pybind11", "_ZZN8pybind11", "_ZGVZN8pybind11",
               "internals_pp", "pybind11_module_def", "pybind11_"},
       .own_words = "its internals and its module definition"},
      {.name = "nanobind",
       .link = "https://nanobind.readthedocs.io/en/latest/porting.html",
       .state =
           "Nothing that its author can do: nanobind's modules are for one interpreter; older ones "
           "initialise in a single phase, newer ones declare that they do not support several. "
           "Use it in one interpreter, or in processes.",
       .gil = "Say FREE_THREADED in nanobind_add_module() if the module is safe without it.",
       .own = {"nanobind::", "_ZN8nanobind", "_ZGVN8nanobind", "nb_", "nanobind_"},
       .own_words = "its internals and its types"},
      {.name = "PyO3",
       .link = "https://github.com/PyO3/pyo3/issues/3451",
       .state = "Nothing that its author can do yet: PyO3 keeps types and interned strings in "
                "statics, and does not support several interpreters. Use it in one interpreter, or "
                "in processes.",
       .gil = "Say #[pymodule(gil_used = false)] if the module is safe without it.",
       .own = {"pyo3::", "_ZN4pyo3"},
       .own_inside = {"4pyo3"},
       .own_words = "types and interned strings"},
      {.name = "mypyc",
       .link = "https://github.com/mypyc/mypyc/issues/980",
       .state = "Nothing that its author can do with mypyc yet, which keeps all of a module in C "
                "statics: leave the module uncompiled where it is to run in several interpreters.",
       .own = {"CPyStatic", "CPyModule_", "CPyType_", "CPyDef_", "CPyLit_", "CPyGlobal",
               "fromlist"},
       .own_words = "constants, modules, types"},
      {.name = "cffi",
       .link = "https://github.com/python-cffi/cffi/issues/174",
       .state = "Nothing that its author can do yet: modules of cffi's API mode, and "
                "_cffi_backend, which makes them, initialise in a single phase. Use it in one "
                "interpreter, or in processes.",
       .own = {"_cffi_"},
       .own_words = "its tables of types and functions"},
      {.name = "SWIG",
       .link = "https://github.com/swig/swig/issues/3168",
       .state = "Nothing that its author can do yet: SWIG writes modules that initialise in a "
                "single phase, their types in statics. Use it in one interpreter, or in processes.",
       .own = {"swig", "SWIG", "Swig", "_swig"},
       .own_words = "its tables of types, its modules"},
      {.name = "Boost.Python",
       .link = "https://github.com/boostorg/python/issues/484",
       .state = "Nothing that its author can do yet: Boost.Python initialises modules in a single "
                "phase, and has one registry of types for the process. Use it in one interpreter, "
                "or in processes.",
       .own = {"boost::python::", "_ZN5boost6python", "_ZGVN5boost6python"},
       .own_words = "its registry of types"},
  };
  return table;
}

std::string_view NumberOf(std::string_view version) {
  return version.substr(std::min(version.find_first_of("0123456789"), version.size()));
}

// Where the library tells that it is too old, or nothing: with what it can be done.
std::string Needed(const GeneratorPolicy& policy, const Making& making) {
  const std::string& version = making.generator.version;
  if (policy.since.empty()) return {};
  if (!version.empty() && !IsOlderVersion(NumberOf(version), NumberOf(policy.since_shown)))
    return {};
  return fmt::format("With {} {} or newer{}: ", policy.name, policy.since,
                     version.empty() ? "" : " (this is made with " + version + ")");
}

std::string_view TextFor(const GeneratorPolicy& policy, GeneratedPart part) {
  const std::string_view own = part == GeneratedPart::kSupport   ? policy.support
                               : part == GeneratedPart::kRefusal ? policy.refusal
                               : part == GeneratedPart::kGil     ? policy.gil
                                                                 : policy.state;
  return own.empty() ? policy.state : own;
}

// What hides the declaration of a module that works, and how others add it all the same:
// https://github.com/giampaolo/psutil/issues/2881
std::string AtRunTime(const Making& making) {
  if (!making.CannotDeclare()) return {};
  return fmt::format(
      " Built for abi3 of {}, it cannot state the slot at compile time: add it, by its number, at "
      "run time where CPython is 3.12 or newer (giampaolo/psutil#2881).",
      making.abi3);
}

}  // namespace

const GeneratorPolicy* PolicyOf(const Generator& generator) {
  const auto found = std::find_if(Table().begin(), Table().end(), [&](const GeneratorPolicy& one) {
    return one.name == generator.name;
  });
  return found == Table().end() ? nullptr : &*found;
}

std::string GeneratedRemedy(const Check& check, const Making& making) {
  if (check.remedy_changes == GeneratedPart::kNothing) return {};
  const bool is_support = check.remedy_changes == GeneratedPart::kSupport;
  const std::string at_run_time = is_support ? AtRunTime(making) : "";
  const GeneratorPolicy* const policy = PolicyOf(making.generator);
  if (!policy) return at_run_time.empty() ? "" : std::string(check.remedy) + at_run_time;
  return Needed(*policy, making) + std::string(TextFor(*policy, check.remedy_changes)) +
         at_run_time;
}

std::string HowToDeclare(const Making& making) {
  if (const GeneratorPolicy* const policy = PolicyOf(making.generator))
    return Needed(*policy, making) + std::string(TextFor(*policy, GeneratedPart::kSupport)) +
           AtRunTime(making);
  return "Declare {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED}." +
         AtRunTime(making);
}

bool IsGenerators(const GeneratorPolicy& policy, std::string_view variable) {
  const auto& inside = policy.own_inside;
  return std::any_of(policy.own.begin(), policy.own.end(),
                     [&](std::string_view begin) { return variable.starts_with(begin); }) ||
         std::any_of(inside.begin(), inside.end(), [&](std::string_view part) {
           return variable.find(part) != std::string_view::npos;
         });
}

}  // namespace isograde
