#pragma once

#include <Python.h>

#include <string>

#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {

/// A namespace in the current interpreter in which pieces of Python are run. To be used in that
/// interpreter only.
class Namespace {
 public:
  Namespace();

  void Set(const char* name, PyObject* value);
  void SetText(const char* name, const std::string& text);
  /// Runs statements; what they raised, if anything.
  RaisedException Execute(const std::string& statements) const;
  /// The value of an expression (new reference), or nullptr with the exception set.
  Reference Evaluate(const std::string& expression) const;

 private:
  Reference Run(const std::string& code, int start) const;
  Reference globals_;
};

}  // namespace isograde
