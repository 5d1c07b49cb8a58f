// Breaks: to create an interpreter, import the module, use it and end the interpreter, over and
// over, does not leak. Each import allocates a buffer that nobody frees: the next import overwrites
// the only pointer to it. Resembles modules whose m_size and m_free nobody has filled in.
#include <Python.h>

#include <stdlib.h>
#include <string.h>

#include "support/slots.h"

static char* volatile latest_buffer = NULL;  // Volatile: the compiler must not leave it out.

static int Exec(PyObject* Py_UNUSED(module)) {
  char* buffer = malloc(1024);
  if (buffer == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  memset(buffer, 0x5a, 1024);  // Memory that was never written to would not count as used.
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
    PyModuleDef_HEAD_INIT, .m_name = "leaks_one_kilobyte", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_leaks_one_kilobyte(void) { return PyModuleDef_Init(&definition); }
