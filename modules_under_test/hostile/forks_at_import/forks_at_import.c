// Hostile: forks, and both processes return from the import and go on.
// From here on there are two of whoever imported it, with the same descriptors: results written to
// a pipe arrive twice.
#include <Python.h>

#include <unistd.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  if (fork() < 0) {
    PyErr_SetFromErrno(PyExc_OSError);
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
    .m_name = "forks_at_import",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_forks_at_import(void) { return PyModuleDef_Init(&definition); }
