#include "suites/state/static_shape.h"

#include <cstring>

#include "interpreter/python_error.h"

namespace isograde {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kTypeSize = 8 * 52;  // of struct PyTypeObject, the largest that there was
// How far before the tuple of names CPython's parsers have their own list of names.
constexpr int kWordsBefore = 10;

bool IsInDefinition(std::uintptr_t address, PyObject* module) {
  if (!module || !PyObject_TypeCheck(module, &PyModule_Type)) return false;
  const auto begin = reinterpret_cast<std::uintptr_t>(PyModule_GetDef(module));
  return begin != 0 && address >= begin && address < begin + sizeof(PyModuleDef);
}

bool IsInStaticType(std::uintptr_t address, const ObjectProbe& probe) {
  for (std::size_t before = 0; before < kTypeSize; before += sizeof(void*)) {
    if (before > address || !probe.IsObject(address - before)) continue;
    auto* const object = reinterpret_cast<PyObject*>(address - before);
    if (PyType_Check(object) &&
        !(PyType_GetFlags(reinterpret_cast<PyTypeObject*>(object)) & Py_TPFLAGS_HEAPTYPE))
      return true;
  }
  return false;
}

// Whether a C array of C strings, ended by NULL, has those names; empty ones, of positional
// arguments, come first and are not among them.
bool Names(std::uintptr_t array, PyObject* tuple) {
  const Py_ssize_t count = PyTuple_Size(tuple);
  Py_ssize_t found = 0;
  for (;; array += sizeof(std::uintptr_t)) {
    std::uintptr_t text = 0;
    if (!ReadMemory(array, &text, sizeof text)) return false;
    if (text == 0) return found == count && count > 0;
    char name[kLongestName] = {};
    if (!ReadMemory(text, name, 1)) return false;
    for (std::size_t i = 0; name[i] != 0 && i + 2 < kLongestName; ++i) {
      if (!ReadMemory(text + i + 1, &name[i + 1], 1)) return false;
    }
    if (name[0] == 0) continue;
    if (found == count || TextOf(PyTuple_GetItem(tuple, found)) != name) return false;
    ++found;
  }
}

// struct _PyArg_Parser: Argument Clinic makes one for each function with keywords.
bool IsInParser(std::uintptr_t address, PyObject* object) {
  if (!object || !PyTuple_CheckExact(object)) return false;
  for (int before = 1; before <= kWordsBefore; ++before) {
    std::uintptr_t array = 0;
    if (ReadMemory(address - static_cast<std::uintptr_t>(before) * sizeof array, &array,
                   sizeof array) &&
        array != 0 && Names(array, object))
      return true;
  }
  return false;
}

}  // namespace

std::string ShapeOf(const StaticStorage::Change& change, PyObject* object, PyObject* module,
                    const ObjectProbe& probe) {
  if (IsInDefinition(change.address, module)) return "module definition";
  if (IsInStaticType(change.address, probe)) return "static type";
  if (IsInParser(change.address, object)) return "argument parser";
  return {};
}

}  // namespace isograde
