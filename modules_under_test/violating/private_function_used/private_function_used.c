// Breaks: it gets along with the public C API. A dict of the right size is made by a function that
// is CPython's own: newer versions may rename, change or hide it.
#include <Python.h>

#include "support/slots.h"

// Not in every version's headers.
PyAPI_FUNC(PyObject*) _PyDict_NewPresized(Py_ssize_t room);

static PyObject* Table(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return _PyDict_NewPresized(100);
}

static PyMethodDef functions[] = {
    {"table", Table, METH_NOARGS, "A new dict, which is to hold a hundred entries."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "private_function_used", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_private_function_used(void) { return PyModuleDef_Init(&definition); }
