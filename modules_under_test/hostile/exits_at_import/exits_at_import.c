// Hostile: ends the process with exit code 0, past every handler and buffer.
// A silent success: only the result that never arrives tells that something is wrong.
#include <Python.h>

#include <unistd.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) { _exit(0); }

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "exits_at_import",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_exits_at_import(void) { return PyModuleDef_Init(&definition); }
