// Breaks: a module states Py_mod_gil rather than leaving the default, which is that it needs one.
// It supports an own GIL and says so, as an extension does that was ported for 3.12 and not
// touched since; a free-threaded build would switch its GIL on for it.
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
    DECLARES_OWN_GIL_SUPPORTED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "undeclared_gil_use", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_undeclared_gil_use(void) { return PyModuleDef_Init(&definition); }
