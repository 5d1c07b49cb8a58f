// Breaks: while one interpreter has begun what it will end, the results of the others are other
// ones. Whoever looks only afterwards sees nothing. Resembles modes that a `with` block switches
// on.
#include <Python.h>

#include "support/slots.h"

static int depth = 0;

static PyObject* Begin(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(++depth);
}

static PyObject* End(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(depth > 0 ? --depth : 0);
}

static PyObject* Shown(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyUnicode_FromString(depth > 0 ? "rough" : "exact");
}

static PyMethodDef functions[] = {
    {"begin", Begin, METH_NOARGS, "Has results be rough from now on."},
    {"end", End, METH_NOARGS, "Ends what begin() began."},
    {"shown", Shown, METH_NOARGS, "How results are."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "mode_while_it_lasts", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_mode_while_it_lasts(void) { return PyModuleDef_Init(&definition); }
