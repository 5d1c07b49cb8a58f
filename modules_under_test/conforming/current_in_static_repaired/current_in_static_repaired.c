// Conforming: current_in_static, repaired. A context variable, which the module's state holds: each
// task has its own value, and each interpreter its own variable.
#include <Python.h>

#include "support/slots.h"

typedef struct {
  PyObject* precision;
} State;

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  PyObject* usual = PyLong_FromLong(28);
  if (usual == NULL) {
    return -1;
  }
  state->precision = PyContextVar_New("precision", usual);
  Py_DECREF(usual);
  return state->precision == NULL ? -1 : 0;
}

static PyObject* SetPrecision(PyObject* module, PyObject* precision) {
  State* state = PyModule_GetState(module);
  PyObject* token = PyContextVar_Set(state->precision, precision);
  if (token == NULL) {
    return NULL;
  }
  Py_DECREF(token);
  Py_RETURN_NONE;
}

static PyObject* Precision(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  State* state = PyModule_GetState(module);
  PyObject* value = NULL;
  return PyContextVar_Get(state->precision, NULL, &value) == 0 ? value : NULL;
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {  // Before 3.9 this is called on modules that have no state yet.
    Py_VISIT(state->precision);
  }
  return 0;
}

static int Clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {
    Py_CLEAR(state->precision);
  }
  return 0;
}

static void Free(void* module) { Clear(module); }

static PyMethodDef functions[] = {
    {"set_precision", SetPrecision, METH_O, "Sets the number of digits from now on."},
    {"precision", Precision, METH_NOARGS, "The number of digits."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "current_in_static_repaired",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_traverse = Traverse,
    .m_clear = Clear,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_current_in_static_repaired(void) { return PyModuleDef_Init(&definition); }
