// When a module that breaks an ending does so: at the end of a subinterpreter, and not when its
// module is collected before, nor in a process that has the main interpreter only.
#pragma once

#include <Python.h>

#include "support/interpreter.h"

// For m_free: whether it is called because its interpreter, which is not the main one, is ending.
// CPython sets sys.meta_path to None before it clears the modules.
static inline int SubinterpreterIsEnding(void) {
  if (CurrentInterpreter() == PyInterpreterState_Main()) {
    return 0;
  }
  PyObject* meta_path = PySys_GetObject("meta_path");  // Borrowed; NULL once sys is cleared too.
  return meta_path == NULL || meta_path == Py_None;
}
