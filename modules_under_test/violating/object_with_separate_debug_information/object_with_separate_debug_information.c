// Breaks: no static variable of the library holds a Python object that belongs to one interpreter.
// The debug information is in a file of its own, as distributions keep it.
#include <Python.h>

#include "support/slots.h"

static PyObject* origin = NULL;

static PyObject* Origin(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  Py_INCREF(origin);
  return origin;
}

static int Exec(PyObject* Py_UNUSED(module)) {
  if (origin == NULL) {
    origin = Py_BuildValue("(dd)", 0.0, 0.0);
  }
  return origin == NULL ? -1 : 0;
}

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "The point from which all are measured."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "object_with_separate_debug_information",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_object_with_separate_debug_information(void) {
  return PyModuleDef_Init(&definition);
}
