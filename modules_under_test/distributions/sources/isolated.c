// Functions only, which depend on nothing but their arguments.
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
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,  .m_name = MODULE_NAME, .m_size = 0,
    .m_methods = functions, .m_slots = slots,
};

PyMODINIT_FUNC INIT_FUNCTION(void) { return PyModuleDef_Init(&definition); }
