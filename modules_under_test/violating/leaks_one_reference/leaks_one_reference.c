// Breaks: to create an interpreter, import the module, use it and end the interpreter, over and
// over, does not leak. Each import leaks one reference to a list, which therefore outlives its
// interpreter. Resembles code that went from PyModule_AddObject, which takes over the caller's
// reference, to PyModule_AddObjectRef, which does not.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* module) {
  PyObject* defaults = PyList_New(0);
  return AddObjectRef(module, "defaults", defaults);  // Lacks Py_DECREF(defaults).
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "leaks_one_reference",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_leaks_one_reference(void) { return PyModuleDef_Init(&definition); }
