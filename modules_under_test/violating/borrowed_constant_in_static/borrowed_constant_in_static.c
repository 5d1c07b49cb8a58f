// Breaks: no static variable refers to an object of an interpreter that has ended.
// The text belongs to the module that made it, and the static only borrows it: when that
// interpreter ends, the text is freed.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* first_motto = NULL;

static int Exec(PyObject* module) {
  PyObject* motto = PyUnicode_FromFormat("as %d as it gets", 1000);
  if (first_motto == NULL) {
    first_motto = motto;
  }
  return AddNewObject(module, "motto", motto);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_SHARED_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "borrowed_constant_in_static",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_borrowed_constant_in_static(void) { return PyModuleDef_Init(&definition); }
