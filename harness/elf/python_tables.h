#pragma once

#include <cstdint>
#include <vector>

#include "elf/image.h"
#include "elf/regions.h"

namespace isograde {

/// The tables of CPython's C API that begin at an address where no symbol says how long something
/// is: a PyModuleDef with its methods and slots, a PyType_Spec with its slots, a static
/// PyTypeObject, or rows of PyMethodDef, PyGetSetDef or PyMemberDef with their last one. Empty:
/// what is there looks like none of them in every field.
std::vector<Region> PythonTablesAt(const Image& image, std::uint64_t address);

}  // namespace isograde
