// Conforming: imports datetime, and keeps nothing of it. Some CPythons crash by that alone: 3.12.1
// in the second interpreter with a GIL of its own, 3.13 now and then where several import it at
// once.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  PyObject* datetime = PyImport_ImportModule("datetime");
  Py_XDECREF(datetime);
  return datetime == NULL ? -1 : 0;
}

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
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "imports_datetime", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_imports_datetime(void) { return PyModuleDef_Init(&definition); }
