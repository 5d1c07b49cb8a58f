// Hostile: calls abort(), as a failed assertion or an uncaught C++ exception does.
// The sandboxed child dies of SIGABRT, after a message on standard error.
#include <Python.h>

#include <stdio.h>
#include <stdlib.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  fputs("aborts_at_import: internal consistency check failed\n", stderr);
  abort();
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "aborts_at_import",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_aborts_at_import(void) { return PyModuleDef_Init(&definition); }
