// Breaks: no mortal object is reachable from the module in two interpreters at once.
// What is shared nobody can change, and each interpreter holds references to it: under the shared
// GIL that it declares, no harm comes of it. Resembles the docstrings and names of single-phase
// modules, whose dict CPython copies.
#include <Python.h>

#include "support/constants.h"
#include "support/slots.h"

static int Exec(PyObject* module) { return AddConstants(module); }

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_SHARED_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "shared_constants",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_constants(void) { return PyModuleDef_Init(&definition); }
