// Conforming: functions only, which depend on nothing but their arguments. As _bisect and math.
// Nothing is kept, so there is nothing to isolate.
#include <Python.h>

#include "support/slots.h"

static PyObject* Add(PyObject* Py_UNUSED(module), PyObject* args) {
  long left, right;
  if (!PyArg_ParseTuple(args, "ll:add", &left, &right)) {
    return NULL;
  }
  return PyLong_FromLong(left + right);
}

static PyObject* Pair(PyObject* Py_UNUSED(module), PyObject* item) {
  return PyTuple_Pack(2, item, item);
}

static PyMethodDef functions[] = {
    {"add", Add, METH_VARARGS, "The sum of two small integers."},
    {"pair", Pair, METH_O, "A tuple that has the object twice."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "isolated_without_state", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_isolated_without_state(void) { return PyModuleDef_Init(&definition); }
