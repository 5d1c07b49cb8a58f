// Breaks: no mortal object is reachable from the module in two interpreters at once.
// One list for the process, in a C static, is an attribute of every interpreter's module.
// Resembles extensions made with PyO3, which keep strings and caches in statics.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* names = NULL;

static int Exec(PyObject* module) {
  if (names == NULL) {
    names = Py_BuildValue("[ssss]", "north", "east", "south", "west");
  }
  return AddObjectRef(module, "names", names);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "shared_list",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_list(void) { return PyModuleDef_Init(&definition); }
