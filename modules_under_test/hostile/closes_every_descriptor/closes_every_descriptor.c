// Hostile: closes every descriptor below 1024, as a careless daemonisation does.
// The import succeeds, but the way to report it is gone.
#include <Python.h>

#include <unistd.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  for (int descriptor = 0; descriptor < 1024; ++descriptor) {
    close(descriptor);
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
    .m_name = "closes_every_descriptor",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_closes_every_descriptor(void) { return PyModuleDef_Init(&definition); }
