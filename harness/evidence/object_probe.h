#pragma once

#include <Python.h>

#include <cstddef>
#include <functional>
#include <string>
#include <unordered_set>
#include <vector>

namespace isograde {

/// Copies memory of this process, through the kernel: false, not a crash, where there is none.
bool ReadMemory(std::uintptr_t address, void* to, std::size_t size);

/// Calls `function` with each object that the garbage collector of the current interpreter knows;
/// up to 3.8 it is one for all. Throws HarnessError where gc.get_objects fails.
void EachTracked(const std::function<void(PyObject*)>& function);

/// Whether an object of that type is still alive at an address where one was: one that was freed
/// has no references left, or its memory is an allocator's, or nobody's. `type` itself is not
/// looked at.
bool IsStillObject(std::uintptr_t address, const PyTypeObject* type);

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
  /// The same of memory that is known to be readable, without asking the kernel: there may be
  /// thousands of words to look at.
  bool IsObjectIn(const void* memory) const;

 private:
  std::unordered_set<std::uintptr_t> types_;
};

}  // namespace isograde
