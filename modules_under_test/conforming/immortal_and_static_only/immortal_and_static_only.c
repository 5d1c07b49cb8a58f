// Conforming: every object in the module is one that interpreters may share, since CPython made
// it immortal or allocated it statically: None, small ints, one-character strings, builtin types.
// As the constants and the `error = OSError` of many modules.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* module) {
  if (AddObjectRef(module, "nothing", Py_None) < 0 || AddObjectRef(module, "flag", Py_True) < 0 ||
      AddObjectRef(module, "Error", PyExc_ValueError) < 0 ||
      AddObjectRef(module, "Number", (PyObject*)&PyLong_Type) < 0 ||
      AddNewObject(module, "empty", PyTuple_New(0)) < 0 ||
      PyModule_AddStringConstant(module, "separator", "/") < 0) {
    return -1;
  }
  return PyModule_AddIntConstant(module, "version", 3);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "immortal_and_static_only",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_immortal_and_static_only(void) { return PyModuleDef_Init(&definition); }
