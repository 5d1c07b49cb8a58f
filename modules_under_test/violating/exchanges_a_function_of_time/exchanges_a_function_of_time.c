// Breaks: other interpreters' time.time() stands still as well. The function is exchanged in
// the method table of `time`, which is a static variable of CPython, and so one for the whole
// process. Resembles libraries that let tests travel in time. It puts the function back when it is
// asked to: whoever looks only afterwards sees nothing.
#include <Python.h>

#include "support/slots.h"

static PyCFunction usual = NULL;

static PyObject* StandStill(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyFloat_FromDouble(1000.0);
}

static int Exchange(PyCFunction function) {
  PyObject* module = PyImport_ImportModule("time");
  PyObject* time = module == NULL ? NULL : PyObject_GetAttrString(module, "time");
  Py_XDECREF(module);
  if (time == NULL) {
    return -1;
  }
  PyMethodDef* entry = ((PyCFunctionObject*)time)->m_ml;
  Py_DECREF(time);
  if (usual == NULL) {
    usual = entry->ml_meth;
  }
  entry->ml_meth = function == NULL ? usual : function;
  return 0;
}

static PyObject* Freeze(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  if (Exchange(StandStill) != 0) {
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject* Unfreeze(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  if (Exchange(NULL) != 0) {
    return NULL;
  }
  Py_RETURN_NONE;
}

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
    PyModuleDef_HEAD_INIT, .m_name = "exchanges_a_function_of_time",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_exchanges_a_function_of_time(void) { return PyModuleDef_Init(&definition); }
