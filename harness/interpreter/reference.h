#pragma once

#include <Python.h>

#include <utility>

namespace isograde {

/// Owns one reference to a Python object, or none. Move-only.
/// To be destroyed while the interpreter that the reference was taken in is current. Counts through
/// the exported functions, not the inline macros: those know only the object layout of the CPython
/// whose headers were used.
class Reference {
 public:
  Reference() = default;
  static Reference Steal(PyObject* object) { return Reference(object); }
  static Reference Borrow(PyObject* object) {
    Py_IncRef(object);
    return Reference(object);
  }
  Reference(Reference&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Reference& operator=(Reference&& other) noexcept {
    if (this != &other) {
      Py_DecRef(object_);
      object_ = std::exchange(other.object_, nullptr);
    }
    return *this;
  }
  ~Reference() { Py_DecRef(object_); }

  PyObject* get() const { return object_; }
  PyObject* release() { return std::exchange(object_, nullptr); }
  explicit operator bool() const { return object_ != nullptr; }

 private:
  explicit Reference(PyObject* object) : object_(object) {}
  PyObject* object_ = nullptr;
};

}  // namespace isograde
