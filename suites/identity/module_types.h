#pragma once

#include <Python.h>

#include <string>
#include <vector>

#include "suites/experiments/seat.h"

namespace isograde {

struct NamedType {
  std::string name;  ///< attribute of the module
  PyObject* type;    ///< borrowed from the module's dict
};

/// The types among the module's own attributes: neither another module's nor the runtime's. Sorted
/// by name. To be called in the seat's own interpreter.
std::vector<NamedType> OwnTypes(const Seat& seat);

/// The exception classes among them.
std::vector<NamedType> OwnExceptions(const Seat& seat);

}  // namespace isograde
