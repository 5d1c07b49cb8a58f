#pragma once

#include <Python.h>

#include <string>

#include "interpreter/reference.h"

namespace isograde {

/// The value of an expression in the current interpreter, a new reference. Throws
/// std::runtime_error with the exception's text.
Reference Eval(const std::string& expression);

/// Runs statements in a namespace of their own in the current interpreter; throws as Eval does.
void Exec(const std::string& statements);

/// Runs `code` as the body of a new module called `name`, enters it in sys.modules and returns it:
/// a new reference.
Reference MakeModule(const std::string& name, const std::string& code);

/// The attribute of an object, a new reference; throws as Eval does.
Reference Attribute(PyObject* object, const char* name);

}  // namespace isograde
