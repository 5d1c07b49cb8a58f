// Breaks: a module states Py_mod_multiple_interpreters rather than leaving the default.
// Its own guard turns every interpreter away but the first, cleanly, where CPython would have done
// it for a module that declares "not supported". Resembles extensions made with PyO3.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  if (!RunsInFirstInterpreter()) {
    PyErr_SetString(PyExc_ImportError,
                    "refuses_without_declaring does not yet support subinterpreters");
    return -1;
  }
  return 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "refuses_without_declaring",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_refuses_without_declaring(void) { return PyModuleDef_Init(&definition); }
