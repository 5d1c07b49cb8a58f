// Breaks: module state that holds Python objects has m_traverse, m_clear and m_free.
// Each module has its own state, so nothing is shared, but the garbage collector cannot see what
// the state refers to and nothing ever releases it. Resembles a port from C statics to module
// state that stopped as soon as it compiled.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

typedef struct {
  PyObject* error;
  PyObject* log;
} State;

static PyObject* Fail(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  State* state = PyModule_GetState(module);
  PyErr_SetString(state->error, "asked to fail");
  return NULL;
}

static PyObject* Record(PyObject* module, PyObject* item) {
  State* state = PyModule_GetState(module);
  if (PyList_Append(state->log, item) < 0) {
    return NULL;
  }
  Py_RETURN_NONE;
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  state->log = PyList_New(0);
  state->error = PyErr_NewException("state_without_traverse.Error", NULL, NULL);
  if (state->log == NULL) {
    return -1;
  }
  return AddObjectRef(module, "Error", state->error);
}

static PyMethodDef functions[] = {
    {"fail", Fail, METH_NOARGS, "Raises this module's Error."},
    {"record", Record, METH_O, "Keeps an object, and with it perhaps the module itself."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "state_without_traverse",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_state_without_traverse(void) { return PyModuleDef_Init(&definition); }
