// Hostile: writes through a null pointer, in every interpreter.
// The sandboxed child dies of SIGSEGV, and a native stack that names Exec can be had.
#include <Python.h>

#include "support/slots.h"

static int* volatile nowhere = NULL;  // Volatile: the compiler must not see that it is NULL.

static int Exec(PyObject* Py_UNUSED(module)) {
  *nowhere = 1;
  return 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "crashes_at_import",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_crashes_at_import(void) { return PyModuleDef_Init(&definition); }
