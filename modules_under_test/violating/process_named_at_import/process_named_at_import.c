// Breaks: importing it leaves the process as it was. It gives the process a name and a lower
// priority, and has system calls that SIGINT interrupts go on by themselves, as if the process were
// its own. Resembles modules that were written for a server's worker processes.
#include <Python.h>

#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "support/slots.h"

static PyObject* Half(PyObject* Py_UNUSED(module), PyObject* args) {
  double number;
  if (!PyArg_ParseTuple(args, "d:half", &number)) {
    return NULL;
  }
  return PyFloat_FromDouble(number / 2);
}

static int Exec(PyObject* Py_UNUSED(module)) {
  struct sigaction action;
  prctl(PR_SET_NAME, "worker");
  if (sigaction(SIGINT, NULL, &action) != 0) {
    return -1;
  }
  action.sa_flags |= SA_RESTART;
  sigaction(SIGINT, &action, NULL);
  return nice(1) == -1 ? -1 : 0;
}

static PyMethodDef functions[] = {
    {"half", Half, METH_VARARGS, "Half of a number."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "process_named_at_import", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_process_named_at_import(void) { return PyModuleDef_Init(&definition); }
