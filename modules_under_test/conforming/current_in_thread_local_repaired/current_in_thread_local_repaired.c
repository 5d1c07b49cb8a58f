// Conforming: current_in_thread_local, repaired. The thread state has a dict for such things, and
// each interpreter has a thread state of its own on the thread.
#include <Python.h>

#include "support/slots.h"

static const char key[] = "current_in_thread_local_repaired.precision";

static PyObject* SetPrecision(PyObject* Py_UNUSED(module), PyObject* precision) {
  PyObject* dict = PyThreadState_GetDict();
  if (dict == NULL || PyDict_SetItemString(dict, key, precision) != 0) {
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject* Precision(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  PyObject* dict = PyThreadState_GetDict();
  PyObject* precision = dict == NULL ? NULL : PyDict_GetItemString(dict, key);
  if (precision == NULL) {
    return PyLong_FromLong(28);
  }
  Py_INCREF(precision);
  return precision;
}

static PyMethodDef functions[] = {
    {"set_precision", SetPrecision, METH_O, "Sets the number of digits from now on."},
    {"precision", Precision, METH_NOARGS, "The number of digits."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "current_in_thread_local_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_current_in_thread_local_repaired(void) {
  return PyModuleDef_Init(&definition);
}
