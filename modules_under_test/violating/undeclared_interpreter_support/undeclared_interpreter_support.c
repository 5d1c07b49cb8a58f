// Breaks: a module states Py_mod_multiple_interpreters rather than leaving the default.
// Nothing else is wrong with it: it holds no state at all, and an interpreter with its own GIL
// refuses it only because it says nothing. Resembles xxlimited_35 and faulthandler.
#include <Python.h>

#include "support/slots.h"

static PyObject* Add(PyObject* Py_UNUSED(module), PyObject* args) {
  long left, right;
  if (!PyArg_ParseTuple(args, "ll:add", &left, &right)) {
    return NULL;
  }
  return PyLong_FromLong(left + right);
}

static PyMethodDef functions[] = {
    {"add", Add, METH_VARARGS, "The sum of two small integers."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "undeclared_interpreter_support",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_undeclared_interpreter_support(void) { return PyModuleDef_Init(&definition); }
