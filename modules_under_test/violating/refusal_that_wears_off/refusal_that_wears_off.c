// Breaks: a module that refuses an interpreter refuses it on every further attempt too.
// Each interpreter but the first is turned away once, and let in when it tries again. Resembles
// hand-written guards that note "initialised" before they raise.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  if (RunsInFirstInterpreter()) {
    return 0;
  }
  static const char key[] = "refusal_that_wears_off was here";
  PyObject* seen = CurrentInterpreterDict();
  if (seen == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  if (PyDict_GetItemString(seen, key) != NULL) {
    return 0;
  }
  if (PyDict_SetItemString(seen, key, Py_True) == 0) {
    PyErr_SetString(PyExc_ImportError,
                    "refusal_that_wears_off can be loaded into one interpreter per process");
  }
  return -1;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "refusal_that_wears_off",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_refusal_that_wears_off(void) { return PyModuleDef_Init(&definition); }
