// Constants that every interpreter's module has in common, kept in statics: a text, a number, bytes
// and a tuple of such. None is a constant of source code, or interned, and each static owns a
// reference.
#pragma once

#include <Python.h>

#include "support/interpreter.h"

static PyObject* motto = NULL;
static PyObject* large = NULL;
static PyObject* magic = NULL;
static PyObject* unit = NULL;

static inline int AddConstants(PyObject* module) {
  if (motto == NULL) {
    motto = PyUnicode_FromFormat("as %d as it gets", 1000);
    large = PyLong_FromLongLong(1LL << 40);
    magic = PyBytes_FromString("magic number");
    unit = Py_BuildValue("(Nd)", PyUnicode_FromFormat("%d of it", 1000), 0.5);
  }
  return AddObjectRef(module, "motto", motto) < 0 || AddObjectRef(module, "large", large) < 0 ||
                 AddObjectRef(module, "magic", magic) < 0 || AddObjectRef(module, "unit", unit) < 0
             ? -1
             : 0;
}
