// Breaks: a module imports in every interpreter, or refuses by ImportError.
// In any interpreter but the first, process-wide bookkeeping is found done already, and that is
// reported as a RuntimeError. Resembles NumPy's "CPU dispatcher tracer already initialized".
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  if (!RunsInFirstInterpreter()) {
    PyErr_SetString(PyExc_RuntimeError, "dispatch table already initialised");
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
    .m_name = "raises_in_second_interpreter",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_raises_in_second_interpreter(void) { return PyModuleDef_Init(&definition); }
