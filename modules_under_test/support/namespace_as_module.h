// Modules whose object is no module: Py_mod_create returns a namespace.
#pragma once

#include <Python.h>

#include "support/slots.h"

// type(sys.implementation), which is types.SimpleNamespace: no weak reference to one can be had.
static inline PyObject* NamespaceType(void) {
  PyObject* implementation = PySys_GetObject("implementation");  // Borrowed.
  if (implementation == NULL) {
    PyErr_SetString(PyExc_RuntimeError, "sys.implementation is lost");
    return NULL;
  }
  PyObject* type = (PyObject*)Py_TYPE(implementation);
  Py_INCREF(type);
  return type;
}

static PyObject* Origin(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return Py_BuildValue("(ll)", 0L, 0L);
}

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "A pair of zeros."},
    {NULL, NULL, 0, NULL},
};
