// Conforming: counter_of_imports, repaired. Each module knows whether it was executed, and no more.
#include <Python.h>

#include "support/slots.h"

typedef struct {
  int executed;
} State;

static PyObject* Origin(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  const State* state = PyModule_GetState(module);
  return Py_BuildValue("(ii)", 0, state->executed ? 0 : 1);
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  state->executed = 1;
  return 0;
}

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "The point from which all are measured."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "counter_of_imports_repaired",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_counter_of_imports_repaired(void) { return PyModuleDef_Init(&definition); }
