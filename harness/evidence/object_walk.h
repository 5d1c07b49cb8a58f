#pragma once

#include <Python.h>

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/foreign_objects.h"
#include "evidence/pointer_index.h"

namespace isograde {

/// Everything that is reachable from one module object in the interpreter that is current, breadth
/// first, by what the garbage collector is shown (gc.get_referents), so an object held without a
/// tp_traverse is not found here. The walk does not enter other modules, foreign objects, or the
/// runtime's own static types. It holds a reference to each object that it found and never gives it
/// back: addresses must not be reused while interpreters are compared, and the process that walks
/// ends with _exit.
class ObjectWalk {
 public:
  static constexpr std::uint32_t kNoParent = UINT32_MAX;
  static constexpr std::size_t kMostObjects = 2'000'000;

  struct Node {
    PyObject* object;
    std::uint32_t parent;  ///< index of the object that led here; kNoParent for the module itself
    bool boundary;         ///< found but not entered
  };

  /// Throws HarnessError where gc.get_referents itself fails.
  ObjectWalk(PyObject* module, const ForeignObjects& foreign);

  const std::vector<Node>& nodes() const { return nodes_; }
  bool truncated() const { return truncated_; }
  /// How many references it followed: to known objects too.
  std::size_t references() const { return references_; }
  /// Index of an object, or kNoParent.
  std::uint32_t Find(PyObject* object) const;
  /// How one gets from the module to node `index`: "_csv.Dialect.__doc__". To be called in the
  /// walk's own interpreter.
  std::string Path(std::uint32_t index) const;

 private:
  std::vector<Node> nodes_;
  PointerIndex indices_;  ///< of nodes_
  std::size_t references_ = 0;
  bool truncated_ = false;
};

/// Statically allocated in the CPython runtime itself: libpython, or the executable that it is
/// linked into.
bool InRuntimeImage(const void* address);

}  // namespace isograde
