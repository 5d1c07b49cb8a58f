// Breaks: what is current in one interpreter is not seen in another. The precision is a static
// variable: one for all interpreters and threads, and for all tasks besides. Resembles libraries
// with a current context, theme or unit system.
#include <Python.h>

#include "support/slots.h"

static long precision = 28;

static PyObject* SetPrecision(PyObject* Py_UNUSED(module), PyObject* args) {
  if (!PyArg_ParseTuple(args, "l:set_precision", &precision)) {
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject* Precision(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(precision);
}

static PyMethodDef functions[] = {
    {"set_precision", SetPrecision, METH_VARARGS, "Sets the number of digits from now on."},
    {"precision", Precision, METH_NOARGS, "The number of digits."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "current_in_static", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_current_in_static(void) { return PyModuleDef_Init(&definition); }
