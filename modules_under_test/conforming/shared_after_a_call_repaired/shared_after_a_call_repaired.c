// The conforming twin of shared_after_a_call: each interpreter's module makes a list of its own.
#include <Python.h>

#include "support/slots.h"

static PyObject* Collect(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  PyObject* results = PyList_New(0);
  if (results == NULL) {
    return NULL;
  }
  int status = PyObject_SetAttrString(module, "results", results);
  Py_DECREF(results);
  if (status < 0) {
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"collect", Collect, METH_NOARGS, "Has results collected."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "shared_after_a_call_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_after_a_call_repaired(void) { return PyModuleDef_Init(&definition); }
