// Hostile in manner only: its import fails everywhere, in the main interpreter too.
// That says nothing about isolation: there is nothing to observe.
#include <Python.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  PyErr_SetString(PyExc_ValueError, "raises_at_import cannot be imported anywhere");
  return -1;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "raises_at_import",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_raises_at_import(void) { return PyModuleDef_Init(&definition); }
