#include "suites/state/static_shape.h"

#include <algorithm>
#include <cstring>

#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"

namespace isograde {
namespace {

constexpr std::size_t kLongestName = 64;
// How far before the tuple of names CPython's parsers have their own list of names.
constexpr std::size_t kWordsBefore = 10;

bool IsInDefinition(std::uintptr_t address, PyObject* module) {
  if (!module || !PyObject_TypeCheck(module, &PyModule_Type)) return false;
  const auto begin = reinterpret_cast<std::uintptr_t>(PyModule_GetDef(module));
  return begin != 0 && address >= begin && address < begin + sizeof(PyModuleDef);
}

// Of struct PyTypeObject: 3.8 has tp_print behind what 3.9 ends with, 3.12 tp_watched.
std::size_t TypeSize() {
  const bool is_short = cpython::AtLeast(3, 9) && !cpython::AtLeast(3, 12);
  return (is_short ? 51 : 52) * sizeof(void*);
}

// PyType_Ready has been there; without the flag it is something that begins as a type does.
bool IsReadyStaticType(PyObject* object) {
  if (!PyType_Check(object)) return false;
  const unsigned long flags = PyType_GetFlags(reinterpret_cast<PyTypeObject*>(object));
  return (flags & Py_TPFLAGS_READY) && !(flags & Py_TPFLAGS_HEAPTYPE);
}

// `after`: bytes from the address to the end of what is mapped.
bool IsInStaticType(std::uintptr_t address, std::size_t most_before, std::size_t after,
                    const ObjectProbe& probe) {
  const std::size_t most = std::min(most_before, TypeSize() - sizeof(void*));
  for (std::size_t before = 0; before <= most; before += sizeof(void*)) {
    if (before + after < 2 * sizeof(void*)) continue;
    if (probe.IsObjectIn(reinterpret_cast<const void*>(address - before)) &&
        IsReadyStaticType(reinterpret_cast<PyObject*>(address - before)))
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
bool IsInParser(std::uintptr_t address, std::size_t most_before, PyObject* object) {
  if (!object || !PyTuple_CheckExact(object)) return false;
  const std::size_t most = std::min(most_before, kWordsBefore * sizeof(void*));
  for (std::size_t before = sizeof(void*); before <= most; before += sizeof(void*)) {
    std::uintptr_t array = 0;
    if (ReadMemory(address - before, &array, sizeof array) && array != 0 && Names(array, object))
      return true;
  }
  return false;
}

}  // namespace

std::string ShapeOf(const StaticStorage::Change& change, PyObject* object, PyObject* module,
                    const ObjectProbe& probe) {
  // What lies before the range is not the library's: a thread's variables are a block of the heap,
  // where a type that is no more may be their neighbour.
  const std::size_t most_before = change.address - change.range->begin;
  if (IsInDefinition(change.address, module)) return "module definition";
  const std::size_t after = change.range->end - change.address;
  if (IsInStaticType(change.address, most_before, after, probe)) return "static type";
  if (IsInParser(change.address, most_before, object)) return "argument parser";
  return {};
}

}  // namespace isograde
