// Conforming: object_in_function_static, repaired. What the function makes once, it makes once for
// each module, and keeps in the module's state.
#include <Python.h>

#include "support/slots.h"

typedef struct {
  PyObject* origin;
} State;

static PyObject* Origin(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  State* state = PyModule_GetState(module);
  Py_INCREF(state->origin);
  return state->origin;
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  state->origin = Py_BuildValue("(dd)", 0.0, 0.0);
  return state->origin == NULL ? -1 : 0;
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {  // Before 3.9 this is called on modules that have no state yet.
    Py_VISIT(state->origin);
  }
  return 0;
}

static int Clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {
    Py_CLEAR(state->origin);
  }
  return 0;
}

static void Free(void* module) { Clear(module); }

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
    PyModuleDef_HEAD_INIT,   .m_name = "object_in_function_static_repaired",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_traverse = Traverse,
    .m_clear = Clear,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_object_in_function_static_repaired(void) {
  return PyModuleDef_Init(&definition);
}
