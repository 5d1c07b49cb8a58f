// Contaminates: no mortal object is reachable from the module in two interpreters at once. What
// importing it makes is each interpreter's own; its first call makes a list, which is kept in a
// static variable and which every interpreter's module that is called gets as an attribute.
#include <Python.h>

#include "support/slots.h"

static PyObject* results = NULL;

static PyObject* Collect(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  if (results == NULL) {
    results = PyList_New(0);
    if (results == NULL) {
      return NULL;
    }
  }
  if (PyObject_SetAttrString(module, "results", results) < 0) {
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
    PyModuleDef_HEAD_INIT, .m_name = "shared_after_a_call", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_after_a_call(void) { return PyModuleDef_Init(&definition); }
