// Breaks: to create an interpreter, import the module, use it and end the interpreter, over and
// over, does not leak. It imports leaks_one_kilobyte, whose kilobyte is not its doing, and leaves
// four of its own behind with each import.
#include <Python.h>

#include <stdlib.h>
#include <string.h>

#include "support/slots.h"

enum { kBuffer = 4096 };

static char* volatile latest_buffer = NULL;  // Volatile: the compiler must not leave it out.

static int Exec(PyObject* Py_UNUSED(module)) {
  PyObject* other = PyImport_ImportModule("leaks_one_kilobyte");
  if (other == NULL) {
    return -1;
  }
  Py_DECREF(other);
  char* buffer = malloc(kBuffer);
  if (buffer == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  memset(buffer, 0x5a, kBuffer);  // Memory that was never written to would not count as used.
  latest_buffer = buffer;
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
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "leaks_beside_what_leaks", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_leaks_beside_what_leaks(void) { return PyModuleDef_Init(&definition); }
