// Hostile: takes SIGSEGV for itself, as crash reporters do, crashes, and leaves by its own handler.
// There is no signal to be told and no stack to be read: the process has ended with exit code 3.
#include <Python.h>
#include <signal.h>
#include <unistd.h>

#include "support/slots.h"

static int* volatile nowhere = NULL;  // Volatile: the compiler must not see that it is NULL.

static void ReportCrash(int Py_UNUSED(signal)) { _exit(3); }

static int Exec(PyObject* Py_UNUSED(module)) {
  signal(SIGSEGV, ReportCrash);
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
    .m_name = "handles_its_own_crash",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_handles_its_own_crash(void) { return PyModuleDef_Init(&definition); }
