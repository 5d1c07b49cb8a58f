// Conforming: private_function_used, repaired. A dict finds its size by itself.
#include <Python.h>

#include "support/slots.h"

static PyObject* Table(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyDict_New();
}

static PyMethodDef functions[] = {
    {"table", Table, METH_NOARGS, "A new dict, which is to hold a hundred entries."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "private_function_used_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_private_function_used_repaired(void) { return PyModuleDef_Init(&definition); }
