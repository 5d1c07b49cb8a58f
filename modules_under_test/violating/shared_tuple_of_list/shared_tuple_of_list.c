// Breaks: no mortal object is reachable from the module in two interpreters at once.
// A tuple cannot be changed, the list in it can.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* names = NULL;

static int Exec(PyObject* module) {
  if (names == NULL) {
    names = Py_BuildValue("(i[ss])", 1000, "north", "south");
  }
  return AddObjectRef(module, "names", names);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_SHARED_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "shared_tuple_of_list",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_tuple_of_list(void) { return PyModuleDef_Init(&definition); }
