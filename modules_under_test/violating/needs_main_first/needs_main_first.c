// Breaks: the outcome is the same whether the main interpreter imports first, last or never.
// A subinterpreter that comes before the main one finds nothing to build upon. Resembles what is
// behind mod_wsgi's advice to have the main interpreter import a C extension first.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int main_has_imported = 0;

static int Exec(PyObject* Py_UNUSED(module)) {
  if (CurrentInterpreter() == PyInterpreterState_Main()) {
    main_has_imported = 1;
  } else if (!main_has_imported) {
    PyErr_SetString(PyExc_RuntimeError, "import needs_main_first in the main interpreter first");
    return -1;
  }
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
    .m_name = "needs_main_first",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_needs_main_first(void) { return PyModuleDef_Init(&definition); }
