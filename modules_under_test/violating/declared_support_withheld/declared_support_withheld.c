// Breaks: what a module declares is what it does. It declares support for an own GIL, and then
// refuses every interpreter but the first of the process.
// Resembles _zoneinfo of 3.12, which declares the same and needs _datetime, which refuses.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  if (!RunsInFirstInterpreter()) {
    PyErr_SetString(PyExc_ImportError,
                    "declared_support_withheld can be loaded into one interpreter per process");
    return -1;
  }
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
    .m_name = "declared_support_withheld",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_declared_support_withheld(void) { return PyModuleDef_Init(&definition); }
