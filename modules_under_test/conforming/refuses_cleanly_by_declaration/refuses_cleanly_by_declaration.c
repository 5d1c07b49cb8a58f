// Conforming: its data belongs to the process by nature, it declares that it supports one
// interpreter, and leaves refusing all others to CPython. As _elementtree and _lsprof of 3.12.
#include <Python.h>

#include "support/slots.h"

static long level_of_this_process = 0;

static PyObject* Raise(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(++level_of_this_process);
}

static PyMethodDef functions[] = {
    {"raise_level", Raise, METH_NOARGS, "Raises the level of the process by one and returns it."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_INTERPRETERS_NOT_SUPPORTED,
    DECLARES_GIL_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "refuses_cleanly_by_declaration",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_refuses_cleanly_by_declaration(void) { return PyModuleDef_Init(&definition); }
