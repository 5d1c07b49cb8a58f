// Breaks: with several interpreters loaded, each catches its own module's exceptions.
// Each import makes an Error of its own and overwrites the C static that all functions raise.
// Resembles NumPy before its guard, whose cached objects were those of the last interpreter.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* error = NULL;

static PyObject* Fail(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  PyErr_SetString(error, "asked to fail");
  return NULL;
}

static int Exec(PyObject* module) {
  // Never released: an Error outlives even the interpreter that made it.
  error = PyErr_NewException("last_error_wins.Error", NULL, NULL);
  return AddObjectRef(module, "Error", error);
}

static PyMethodDef functions[] = {
    {"fail", Fail, METH_NOARGS, "Raises the Error of the interpreter that imported last."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "last_error_wins", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_last_error_wins(void) { return PyModuleDef_Init(&definition); }
