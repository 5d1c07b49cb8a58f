// Breaks: a call that further interpreters are documented to decline is declined by each of them.
// Whoever imports it first is taken for the main interpreter. Resembles modules that ask whether
// they were initialised before, where they mean to ask which interpreter this is.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* OpenLog(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  if (!RunsInFirstInterpreter()) {
    PyErr_SetString(PyExc_RuntimeError, "only the main interpreter opens the log");
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"open_log", OpenLog, METH_NOARGS, "RuntimeError in all but the main interpreter."},
    {NULL, NULL, 0, NULL},
};

static int Exec(PyObject* Py_UNUSED(module)) {
  RunsInFirstInterpreter();
  return 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "declines_where_it_is_not_first",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_declines_where_it_is_not_first(void) { return PyModuleDef_Init(&definition); }
