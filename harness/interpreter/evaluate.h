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

  /// Forgets all names: functions that were made here may live on.
  void Clear() const;
  void Set(const char* name, PyObject* value);
  void SetText(const char* name, const std::string& text);
  /// Runs statements; what they raised, if anything.
  RaisedException Execute(const std::string& statements) const;
  /// The value of an expression (new reference), or nullptr with the exception set.
  Reference Evaluate(const std::string& expression) const;
  /// Why an expression is wrong in itself, given what evaluating it raised: it is no Python, or
  /// names what is nowhere, be it an attribute of `module`. False: it is not, what it calls raised
  /// that.
  bool IsWrong(const std::string& expression, PyObject* raised) const;
  /// What compiling an expression raises, if anything.
  static RaisedException CompileError(const std::string& expression);

 private:
  Reference Run(const std::string& code, int start) const;
  Reference globals_;
};

}  // namespace isograde
