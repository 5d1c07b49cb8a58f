// Breaks: importing it leaves the process as it was. It sets the umask, so that files that it
// creates later are private, and with it those of everyone else. Resembles modules that set up
// "their" process: locale, signal handlers, environment.
#include <Python.h>

#include <sys/stat.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  umask(0177);
  return 0;
}

static PyObject* Add(PyObject* Py_UNUSED(module), PyObject* args) {
  long left, right;
  if (!PyArg_ParseTuple(args, "ll:add", &left, &right)) {
    return NULL;
  }
  return PyLong_FromLong(left + right);
}

static PyMethodDef functions[] = {
    {"add", Add, METH_VARARGS, "The sum of two small integers."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "umask_set_at_import", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_umask_set_at_import(void) { return PyModuleDef_Init(&definition); }
