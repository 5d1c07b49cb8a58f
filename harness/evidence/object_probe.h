#pragma once

#include <Python.h>

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

namespace isograde {

/// Tells words of memory that are addresses of Python objects of the current interpreter from those
/// that are not. Reads memory through the kernel, so that no word can make it crash.
class ObjectProbe {
 public:
  /// Takes stock of the types that exist: throws HarnessError where gc.get_objects fails.
  ObjectProbe();

  /// The Python objects that `size` bytes of memory at `begin` refer to.
  std::vector<PyObject*> ObjectsIn(const void* begin, std::size_t size) const;

 private:
  bool IsObject(std::uintptr_t word) const;
  std::unordered_set<std::uintptr_t> types_;
};

}  // namespace isograde
