// One list for the process, in a C static, is an attribute of every interpreter's module.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* directions = NULL;

static int Exec(PyObject* module) {
  if (directions == NULL) {
    directions = Py_BuildValue("[ssss]", "north", "east", "south", "west");
  }
  return AddObjectRef(module, "directions", directions);
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
