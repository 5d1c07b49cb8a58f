// Hostile: never returns from its import, and never gives up the GIL.
// Only a time-out from outside ends it; it uses no CPU while it waits.
#include <Python.h>

#include <unistd.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  for (;;) {
    sleep(1);
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
    .m_name = "hangs_at_import",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_hangs_at_import(void) { return PyModuleDef_Init(&definition); }
