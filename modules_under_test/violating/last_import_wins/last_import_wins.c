// Breaks, without any call: each import puts its exception class into one static variable, and what
// an earlier interpreter's module raises is the last one's from then on.
#include <Python.h>

#include "support/slots.h"

static PyObject* error = NULL;

static PyObject* Fail(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  PyErr_SetString(error, "as asked");
  return NULL;
}

static int Exec(PyObject* module) {
  error = PyErr_NewException("last_import_wins.Error", NULL, NULL);
  if (error == NULL) {
    return -1;
  }
  Py_INCREF(error);
  return PyModule_AddObject(module, "Error", error);
}

static PyMethodDef functions[] = {
    {"fail", Fail, METH_NOARGS, "Raises Error."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "last_import_wins", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_last_import_wins(void) { return PyModuleDef_Init(&definition); }
