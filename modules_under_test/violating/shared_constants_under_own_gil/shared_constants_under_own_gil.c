// Breaks: no mortal object is reachable from the module in two interpreters at once.
// Nobody can change what is shared; but interpreters with a GIL each count references to it at the
// same time.
#include <Python.h>

#include "support/constants.h"
#include "support/slots.h"

static int Exec(PyObject* module) { return AddConstants(module); }

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "shared_constants_under_own_gil",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_constants_under_own_gil(void) { return PyModuleDef_Init(&definition); }
