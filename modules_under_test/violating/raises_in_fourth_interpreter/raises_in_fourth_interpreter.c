// Breaks: a module imports in every interpreter, or refuses by ImportError.
// A table of fixed size has a row for each import, and three rows. Whoever tries with one
// interpreter less sees nothing of it.
#include <Python.h>

#include "support/slots.h"

enum { ROWS = 3 };
static int rows_used = 0;

static int Exec(PyObject* Py_UNUSED(module)) {
  if (rows_used == ROWS) {
    PyErr_SetString(PyExc_RuntimeError, "no row is left");
    return -1;
  }
  ++rows_used;
  return 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "raises_in_fourth_interpreter",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_raises_in_fourth_interpreter(void) { return PyModuleDef_Init(&definition); }
