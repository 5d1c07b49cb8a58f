// Conforming: how much is told is kept in the module state, for each interpreter's own module.
#include <Python.h>

#include "support/slots.h"

typedef struct {
  int verbosity;
} State;

static PyObject* SetVerbosity(PyObject* module, PyObject* args) {
  State* state = PyModule_GetState(module);
  if (!PyArg_ParseTuple(args, "i:set_verbosity", &state->verbosity)) {
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject* Verbosity(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(((State*)PyModule_GetState(module))->verbosity);
}

static int Exec(PyObject* module) {
  ((State*)PyModule_GetState(module))->verbosity = 1;
  return 0;
}

static PyMethodDef functions[] = {
    {"set_verbosity", SetVerbosity, METH_VARARGS, "Sets how much is told to the caller."},
    {"verbosity", Verbosity, METH_NOARGS, "How much is told."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "current_of_the_process_repaired",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_current_of_the_process_repaired(void) {
  return PyModuleDef_Init(&definition);
}
