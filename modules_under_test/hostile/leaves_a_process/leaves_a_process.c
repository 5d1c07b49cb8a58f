// Hostile: starts a process in a session of its own, which outlives the importing one by minutes
// and holds its descriptors open: neither a signal to the process group nor waiting for the end
// of a pipe gets rid of it.
#include <Python.h>

#include <unistd.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  pid_t child = fork();
  if (child < 0) {
    PyErr_SetFromErrno(PyExc_OSError);
    return -1;
  }
  if (child == 0) {
    setsid();
    sleep(300);
    _exit(0);
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
    .m_name = "leaves_a_process",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_leaves_a_process(void) { return PyModuleDef_Init(&definition); }
