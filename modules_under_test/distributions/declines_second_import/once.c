// Isolated, and comes into an interpreter once: there is no second import of it.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  PyObject* dict = CurrentInterpreterDict();
  if (dict == NULL) {
    PyErr_SetString(PyExc_RuntimeError, "the interpreter has no dict");
    return -1;
  }
  if (PyDict_GetItemString(dict, MODULE_NAME) != NULL) {
    PyErr_SetString(PyExc_ImportError, MODULE_NAME " cannot be imported more than once");
    return -1;
  }
  return PyDict_SetItemString(dict, MODULE_NAME, Py_True);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = MODULE_NAME,
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC INIT_FUNCTION(void) { return PyModuleDef_Init(&definition); }
