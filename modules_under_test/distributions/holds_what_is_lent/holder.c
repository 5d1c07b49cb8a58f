// Isolated, and has an attribute that another distribution made: what is wrong with that is not its
// doing.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* module) {
  PyObject* lender = PyImport_ImportModule("lends_a_type");
  if (lender == NULL) {
    return -1;
  }
  PyObject* shape = PyObject_GetAttrString(lender, "Shape");
  Py_DECREF(lender);
  return AddNewObject(module, "Shape", shape);
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
