// Breaks: a module that refuses an interpreter leaves nothing behind in its sys.modules.
// The submodule is there before the guard says no, and importlib removes only the module that
// failed. Resembles packages such as NumPy, of which a failed import leaves the submodules.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* module) {
  PyObject* part = PyImport_AddModule("refusal_that_leaves_a_module.part");  // Borrowed.
  if (AddObjectRef(module, "part", part) < 0) {
    return -1;
  }
  if (RunsInFirstInterpreter()) {
    return 0;
  }
  PyErr_SetString(PyExc_ImportError,
                  "refusal_that_leaves_a_module can be loaded into one interpreter per process");
  return -1;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "refusal_that_leaves_a_module",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_refusal_that_leaves_a_module(void) { return PyModuleDef_Init(&definition); }
