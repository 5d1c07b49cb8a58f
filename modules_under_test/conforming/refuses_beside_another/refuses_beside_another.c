// Conforming: can do without refuses_cleanly_by_itself, which turns away every interpreter but the
// first, and turns them away itself, in the very words of that one. As modules do whose guard comes
// from the same generator.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  PyObject* optional = PyImport_ImportModule("refuses_cleanly_by_itself");
  if (optional == NULL) {
    if (!PyErr_ExceptionMatches(PyExc_ImportError)) {
      return -1;
    }
    PyErr_Clear();
  }
  Py_XDECREF(optional);
  if (!RunsInFirstInterpreter()) {
    PyErr_SetString(PyExc_ImportError,
                    "this module can be loaded into one interpreter per process");
    return -1;
  }
  return 0;
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
    DECLARES_INTERPRETERS_NOT_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "refuses_beside_another", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_refuses_beside_another(void) { return PyModuleDef_Init(&definition); }
