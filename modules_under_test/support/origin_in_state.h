// A module whose function origin() returns an object that its Py_mod_exec made and that its state
// holds: what becomes of modules that kept that object in a static variable of whichever kind.
//
//   ORIGIN_IN_STATE(name_of_the_module)
//
// For C and C++. Once in a library.
#pragma once

#include <Python.h>

#include "support/slots.h"

typedef struct {
  PyObject* origin;
} State;

static PyObject* Origin(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  State* state = (State*)PyModule_GetState(module);
  Py_INCREF(state->origin);
  return state->origin;
}

static int Exec(PyObject* module) {
  State* state = (State*)PyModule_GetState(module);
  state->origin = Py_BuildValue("(dd)", 0.0, 0.0);
  return state->origin == NULL ? -1 : 0;
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = (State*)PyModule_GetState(module);
  if (state != NULL) {  // Before 3.9 this is called on modules that have no state yet.
    Py_VISIT(state->origin);
  }
  return 0;
}

static int Clear(PyObject* module) {
  State* state = (State*)PyModule_GetState(module);
  if (state != NULL) {
    Py_CLEAR(state->origin);
  }
  return 0;
}

static void Free(void* module) { Clear((PyObject*)module); }

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "The point from which all are measured."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void*)Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

#define ORIGIN_IN_STATE(name)                                                                     \
  static PyModuleDef definition = {                                                               \
      PyModuleDef_HEAD_INIT, #name, NULL, sizeof(State), functions, slots, Traverse, Clear, Free, \
  };                                                                                              \
  PyMODINIT_FUNC PyInit_##name(void) { return PyModuleDef_Init(&definition); }
