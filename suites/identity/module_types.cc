#include "suites/identity/module_types.h"

#include <algorithm>

#include "evidence/foreign_objects.h"
#include "evidence/object_walk.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"

namespace isograde {

std::vector<NamedType> OwnTypes(const Seat& seat) {
  std::vector<NamedType> types;
  EachAttribute(seat.module, [&](PyObject* key, PyObject* value) {
    if (!PyType_Check(value) || !PyUnicode_Check(key) || seat.foreign.Contains(value)) return;
    const bool of_runtime =
        InRuntimeImage(value) && !cpython::IsManagedStaticType(value) && cpython::AtLeast(3, 12);
    if (!of_runtime) types.push_back({TextOf(key), value});
  });
  std::sort(types.begin(), types.end(),
            [](const NamedType& a, const NamedType& b) { return a.name < b.name; });
  return types;
}

std::vector<NamedType> OwnExceptions(const Seat& seat) {
  std::vector<NamedType> types = OwnTypes(seat);
  std::erase_if(types, [](const NamedType& entry) {
    return !PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(entry.type),
                             reinterpret_cast<PyTypeObject*>(PyExc_BaseException));
  });
  return types;
}

}  // namespace isograde
