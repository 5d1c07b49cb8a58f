// Conforming: what a call returns is an instance of the class that the interpreter has which made
// the call: the class is found in the state of the module.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

typedef struct {
  PyObject* thing_type;
} State;

static PyType_Slot thing_slots[] = {
    {Py_tp_doc, "A thing."},
    {0, NULL},
};

static PyType_Spec thing_spec = {
    .name = "result_of_first_interpreters_type_repaired.Thing",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .slots = thing_slots,
};

static PyObject* Make(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  State* state = PyModule_GetState(module);
  return PyObject_CallFunction(state->thing_type, NULL);
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  if (state == NULL) {
    return 0;  // Before 3.9 this is called on modules that have no state yet.
  }
  Py_VISIT(state->thing_type);
  return 0;
}

static int Clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  if (state == NULL) {
    return 0;  // Before 3.9 this is called on modules that have no state yet.
  }
  Py_CLEAR(state->thing_type);
  return 0;
}

static void Free(void* module) { Clear(module); }

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  state->thing_type = PyType_FromSpec(&thing_spec);
  if (state->thing_type == NULL) {
    return -1;
  }
  return AddObjectRef(module, "Thing", state->thing_type);
}

static PyMethodDef functions[] = {
    {"make", Make, METH_NOARGS, "A new Thing."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "result_of_first_interpreters_type_repaired",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_traverse = Traverse,
    .m_clear = Clear,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_result_of_first_interpreters_type_repaired(void) {
  return PyModuleDef_Init(&definition);
}
