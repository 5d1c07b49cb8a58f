// Breaks: what one interpreter sets is what the others use. A default is kept in a static variable,
// and no object of anybody's in it. Resembles encoders with a global option.
#include <Python.h>

#include "support/slots.h"

static int indent = 4;

static PyObject* SetIndent(PyObject* Py_UNUSED(module), PyObject* args) {
  return PyArg_ParseTuple(args, "i:set_indent", &indent) ? PyLong_FromLong(indent) : NULL;
}

static PyObject* Width(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(4 + indent);
}

static PyMethodDef functions[] = {
    {"set_indent", SetIndent, METH_VARARGS, "How far the next one is indented: what it is now."},
    {"width", Width, METH_NOARGS, "How wide a word of four letters is, indented."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "default_left_for_the_next_caller",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_default_left_for_the_next_caller(void) {
  return PyModuleDef_Init(&definition);
}
