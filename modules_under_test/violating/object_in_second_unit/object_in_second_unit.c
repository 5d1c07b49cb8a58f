// Breaks: no static variable of the library holds a Python object that belongs to one interpreter.
// The variable is defined in another source file, constants.c, and used from here by its name.
// Resembles large extensions with a file of globals.
#include <Python.h>

#include "support/slots.h"

extern PyObject* origin_of_all;

static PyObject* Origin(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  Py_INCREF(origin_of_all);
  return origin_of_all;
}

static int Exec(PyObject* Py_UNUSED(module)) {
  if (origin_of_all == NULL) {
    origin_of_all = Py_BuildValue("(dd)", 0.0, 0.0);
  }
  return origin_of_all == NULL ? -1 : 0;
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
    PyModuleDef_HEAD_INIT, .m_name = "object_in_second_unit", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_object_in_second_unit(void) { return PyModuleDef_Init(&definition); }
