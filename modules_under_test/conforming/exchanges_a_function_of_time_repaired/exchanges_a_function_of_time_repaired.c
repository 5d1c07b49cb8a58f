// Conforming: exchanges_a_function_of_time, repaired. `time` has another attribute, which is an
// entry in the dict of this interpreter's module.
#include <Python.h>

#include "support/slots.h"

struct State {
  PyObject* usual;
};

static struct State* StateOf(PyObject* module) { return PyModule_GetState(module); }

static PyObject* StandStill(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyFloat_FromDouble(1000.0);
}

static PyMethodDef still = {"time", StandStill, METH_NOARGS, "The time at which it stands still."};

static PyObject* Freeze(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  PyObject* time = PyImport_ImportModule("time");
  if (time == NULL) {
    return NULL;
  }
  struct State* state = StateOf(module);
  PyObject* function = PyCFunction_NewEx(&still, module, NULL);
  int failed = function == NULL;
  if (!failed && state->usual == NULL) {
    state->usual = PyObject_GetAttrString(time, "time");
    failed = state->usual == NULL;
  }
  failed = failed || PyObject_SetAttrString(time, "time", function) != 0;
  Py_XDECREF(function);
  Py_DECREF(time);
  if (failed) {
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject* Unfreeze(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  struct State* state = StateOf(module);
  if (state->usual == NULL) {
    Py_RETURN_NONE;
  }
  PyObject* time = PyImport_ImportModule("time");
  const int failed = time == NULL || PyObject_SetAttrString(time, "time", state->usual) != 0;
  Py_XDECREF(time);
  if (failed) {
    return NULL;
  }
  Py_CLEAR(state->usual);
  Py_RETURN_NONE;
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  Py_VISIT(StateOf(module)->usual);
  return 0;
}

static int Clear(PyObject* module) {
  Py_CLEAR(StateOf(module)->usual);
  return 0;
}

static void Free(void* module) { Clear(module); }

static PyMethodDef functions[] = {
    {"freeze", Freeze, METH_NOARGS, "Has time.time() stand still from now on."},
    {"unfreeze", Unfreeze, METH_NOARGS, "Has time.time() go on."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "exchanges_a_function_of_time_repaired",
    .m_size = sizeof(struct State),
    .m_methods = functions,
    .m_slots = slots,
    .m_traverse = Traverse,
    .m_clear = Clear,
    .m_free = Free,
};

PyMODINIT_FUNC PyInit_exchanges_a_function_of_time_repaired(void) {
  return PyModuleDef_Init(&definition);
}
