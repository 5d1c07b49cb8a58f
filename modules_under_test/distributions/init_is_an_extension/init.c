// A package's __init__. Imports what the compiler put beside the package, and a module of it.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* module) {
  PyObject* compiled = PyImport_ImportModule("0123456789abcdef__compiled");
  if (compiled == NULL) {
    return -1;
  }
  PyObject* add = PyObject_GetAttrString(compiled, "add");
  Py_DECREF(compiled);
  if (AddNewObject(module, "add", add) < 0) {
    return -1;
  }
  PyObject* part = PyImport_ImportModule(MODULE_NAME ".part");  // Binds its name here.
  Py_XDECREF(part);
  return part == NULL ? -1 : 0;
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
