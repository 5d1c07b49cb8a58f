// Conforming: error_found_by_pystate, repaired. A function is given the module that it belongs to,
// and finds its exception in that module's state.
#include <Python.h>

#include "support/slots.h"

typedef struct {
  PyObject* error;
} State;

static PyObject* Fail(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  State* state = PyModule_GetState(module);
  PyErr_SetString(state->error, "asked to fail");
  return NULL;
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  state->error = PyErr_NewException("error_found_by_pystate_repaired.Error", NULL, NULL);
  if (state->error == NULL) {
    return -1;
  }
  Py_INCREF(state->error);
  if (PyModule_AddObject(module, "Error", state->error) < 0) {
    Py_DECREF(state->error);
    return -1;
  }
  return 0;
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {  // Before 3.9 this is called on modules that have no state yet.
    Py_VISIT(state->error);
  }
  return 0;
}

static int Clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {
    Py_CLEAR(state->error);
  }
  return 0;
}

static void Free(void* module) { Clear(module); }

static PyMethodDef functions[] = {
    {"fail", Fail, METH_NOARGS, "Raises the Error of its own module."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "error_found_by_pystate_repaired",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_traverse = Traverse,
    .m_clear = Clear,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_error_found_by_pystate_repaired(void) {
  return PyModuleDef_Init(&definition);
}
