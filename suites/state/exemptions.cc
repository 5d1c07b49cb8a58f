#include "suites/state/exemptions.h"

#include <algorithm>
#include <array>

#include "checklist/check.h"

namespace isograde {
namespace {

using By = Exemption::By;

constexpr std::array kExemptions = {
    Exemption{
        By::kType, "*PyModuleDef*",
        "CPython keeps its own books in a module's definition: a number, and up to 3.12 a copy "
        "of a single-phase module's dict"},
    Exemption{By::kType, "PyTypeObject",
              "a static type: state/no-static-types judges it as a whole"},
    Exemption{By::kType, "PyTypeObject [*", "as PyTypeObject; a pointer to a type is no type"},
    Exemption{By::kType, "*_PyArg_Parser*",
              "Argument Clinic's parsers: CPython fills in the names of the arguments once, and "
              "nobody changes them"},
    Exemption{By::kType, "*_Py_Identifier*",
              "CPython's own names: an interned string up to 3.9, its number in a table of each "
              "interpreter from 3.10 on"},
    Exemption{By::kType, "*_Py_static_string*", "as _Py_Identifier"},
    Exemption{By::kType, "*PyMethodDef*", "a table that types and modules are made from"},
    Exemption{By::kType, "*PyGetSetDef*", "a table that types are made from"},
    Exemption{By::kType, "*PyMemberDef*", "a table that types are made from"},
    Exemption{By::kType, "*PyStructSequence_*", "a table that types are made from"},
    Exemption{By::kType, "*pthread_mutex_t*", "a lock: it is there to be shared"},
    Exemption{By::kType, "*pthread_rwlock_t*", "a lock: it is there to be shared"},
    Exemption{By::kType, "*pthread_cond_t*", "a lock: it is there to be shared"},
    Exemption{By::kType, "*pthread_once_t*", "set-up that happens once per process"},
    Exemption{By::kType, "*once_flag*", "set-up that happens once per process"},
    Exemption{By::kType, "*PyMutex*", "a lock: it is there to be shared"},
    Exemption{By::kType, "mutex", "a lock: it is there to be shared"},
    Exemption{By::kType, "*_PyOnceFlag*", "set-up that happens once per process"},
    Exemption{By::kShape, "module definition", "as PyModuleDef"},
    Exemption{By::kShape, "static type", "as PyTypeObject"},
    Exemption{By::kShape, "argument parser", "as _PyArg_Parser"},
    Exemption{By::kSymbol, "_ZGV*", "a guard: a function's static variable is set up once"},
    Exemption{By::kSymbol, "_ZZN8pybind116detail*",
              "pybind11's own: how it finds what it keeps for each interpreter"},
    Exemption{By::kSection, ".got*", "addresses of functions, filled in by the dynamic linker"},
    Exemption{By::kSection, ".init_array", "filled in by the dynamic linker"},
    Exemption{By::kSymbol, "completed.0", "the compiler's own: whether the library was unloaded"},
};

bool Holds(const Exemption& row, const StaticVariable& variable, std::string_view shape) {
  switch (row.by) {
    case By::kType:
      return (!variable.type.empty() && Matches(row.pattern, variable.type)) ||
             (!variable.member_type.empty() && Matches(row.pattern, variable.member_type));
    case By::kSymbol:
      return !variable.symbol.empty() && Matches(row.pattern, variable.symbol);
    case By::kSection:
      return variable.name.empty() && Matches(row.pattern, variable.section);
    case By::kShape:
      return row.pattern == shape;
  }
  return false;
}

}  // namespace

std::span<const Exemption> Exemptions() { return kExemptions; }

const Exemption* ExemptionOf(const StaticVariable& variable, std::string_view shape) {
  const auto row = std::find_if(kExemptions.begin(), kExemptions.end(),
                                [&](const Exemption& one) { return Holds(one, variable, shape); });
  return row == kExemptions.end() ? nullptr : &*row;
}

}  // namespace isograde
