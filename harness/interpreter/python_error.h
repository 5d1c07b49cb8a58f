#pragma once

#include <Python.h>

#include <string>

#include "base/json_fields.h"

namespace isograde {

/// An exception that Python code raised, as plain data. `type` is empty when nothing was raised.
struct RaisedException {
  std::string type;     ///< qualified name, "builtins" left out: "ImportError", "_csv.Error"
  std::string message;  ///< str() of it, in UTF-8; "<unprintable>" when that raises in turn
  bool is_import_error = false;

  explicit operator bool() const { return !type.empty(); }
};
ISOGRADE_JSON(RaisedException);

/// "ImportError: message" on one line; a long message is cut in its middle.
std::string Text(const RaisedException& raised);

/// Takes the current exception, if any, and clears it.
RaisedException TakeRaised();

/// As TakeRaised, for a given exception instance.
RaisedException Describe(PyObject* exception);

/// Takes the current exception as an instance (new reference), or nullptr.
PyObject* TakeRaisedObject();

/// str() of an object as UTF-8, never raising.
std::string TextOf(PyObject* object);
/// A text that `sys` holds under that name; empty where there is none.
std::string SysText(const char* name);
/// repr() of an object as UTF-8, cut after `limit` bytes, never raising.
std::string ReprOf(PyObject* object, std::size_t limit = 200);
/// "module.Qualname" of a type, without "builtins.".
std::string TypeName(PyObject* type);

}  // namespace isograde
