// Breaks: the outcome is the same whether the main interpreter imports first, last or never.
// Only the main interpreter may have it, and only if it was the first of the process that tried: a
// subinterpreter's attempt is refused, and from then on main's is too. Resembles guards that note
// who came first before they look whether that one may have it.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  int is_first = RunsInFirstInterpreter();  // Notes it, too.
  if (is_first && CurrentInterpreter() == PyInterpreterState_Main()) {
    return 0;
  }
  PyErr_SetString(PyExc_ImportError,
                  "refusal_that_takes_it_from_main can be loaded into the main interpreter only");
  return -1;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "refusal_that_takes_it_from_main",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_refusal_that_takes_it_from_main(void) {
  return PyModuleDef_Init(&definition);
}
