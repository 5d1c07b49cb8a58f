#pragma once

#include <Python.h>

#include <cstddef>
#include <string>
#include <unordered_set>
#include <vector>

namespace isograde {

/// Copies memory of this process, through the kernel: false, not a crash, where there is none.
bool ReadMemory(std::uintptr_t address, void* to, std::size_t size);

/// Tells words of memory that are addresses of Python objects of the current interpreter from those
/// that are not. Reads memory through the kernel, so that no word can make it crash.
class ObjectProbe {
 public:
  /// Takes stock of the types that exist: throws HarnessError where gc.get_objects fails.
  ObjectProbe();

  /// The Python objects that `size` bytes of memory at `begin` refer to.
  std::vector<PyObject*> ObjectsIn(const void* begin, std::size_t size) const;

  /// Whether an object lies at that address.
  bool IsObject(std::uintptr_t word) const;

 private:
  std::unordered_set<std::uintptr_t> types_;
};

}  // namespace isograde
