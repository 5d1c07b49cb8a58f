// Breaks: no static variable of the library holds a Python object that belongs to one interpreter.
// It is in a library that came with the module, in object_in_bundled_library.libs/, as wheels
// bundle what they need.
#include <Python.h>

#include "support/slots.h"

PyObject* OriginOfAll(void);

static PyObject* Origin(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return OriginOfAll();
}

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "The point from which all are measured."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "object_in_bundled_library",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_object_in_bundled_library(void) { return PyModuleDef_Init(&definition); }
