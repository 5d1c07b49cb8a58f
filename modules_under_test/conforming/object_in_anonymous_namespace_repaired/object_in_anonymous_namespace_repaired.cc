// Conforming: object_in_anonymous_namespace, repaired. The struct is the module's state.
#include <Python.h>

#include "support/slots.h"

struct State {
  PyObject* origin;
};

static PyObject* Origin(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  auto* state = static_cast<State*>(PyModule_GetState(module));
  Py_INCREF(state->origin);
  return state->origin;
}

static int Exec(PyObject* module) {
  auto* state = static_cast<State*>(PyModule_GetState(module));
  state->origin = Py_BuildValue("(dd)", 0.0, 0.0);
  return state->origin == nullptr ? -1 : 0;
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  auto* state = static_cast<State*>(PyModule_GetState(module));
  if (state != nullptr) {  // Before 3.9 this is called on modules that have no state yet.
    Py_VISIT(state->origin);
  }
  return 0;
}

static int Clear(PyObject* module) {
  auto* state = static_cast<State*>(PyModule_GetState(module));
  if (state != nullptr) {
    Py_CLEAR(state->origin);
  }
  return 0;
}

static void Free(void* module) { Clear(static_cast<PyObject*>(module)); }

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "The point from which all are measured."},
    {nullptr, nullptr, 0, nullptr},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, reinterpret_cast<void*>(Exec)},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, nullptr},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    "object_in_anonymous_namespace_repaired",
    nullptr,
    sizeof(State),
    functions,
    slots,
    Traverse,
    Clear,
    Free,
};

PyMODINIT_FUNC PyInit_object_in_anonymous_namespace_repaired(void) {
  return PyModuleDef_Init(&definition);
}
