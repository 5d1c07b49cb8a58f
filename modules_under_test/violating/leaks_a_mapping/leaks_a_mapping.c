// Breaks: to create an interpreter, import the module, use it and end the interpreter, over and
// over, does not leak. Each import maps two pages past malloc and Python's allocator, and never
// touches them: no allocator counts them, and no page of memory is in use. Resembles modules with
// an arena or a memory-mapped cache of their own.
#include <Python.h>

#include <sys/mman.h>

#include "support/slots.h"

#define MAPPING_BYTES 8192

static int Exec(PyObject* Py_UNUSED(module)) {
  void* mapping =
      mmap(NULL, MAPPING_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED) {
    PyErr_SetFromErrno(PyExc_OSError);
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
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "leaks_a_mapping", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_leaks_a_mapping(void) { return PyModuleDef_Init(&definition); }
