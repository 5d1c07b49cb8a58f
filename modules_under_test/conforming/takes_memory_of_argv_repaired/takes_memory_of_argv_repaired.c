// Conforming: takes_memory_of_argv, repaired. Who only asks for the title of the process changes
// nothing.
#define _GNU_SOURCE
#include <Python.h>

#include <errno.h>

#include "support/slots.h"

static PyObject* Title(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyUnicode_DecodeFSDefault(program_invocation_name);
}

static PyMethodDef functions[] = {
    {"title", Title, METH_NOARGS, "The title of this process."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "takes_memory_of_argv_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_takes_memory_of_argv_repaired(void) { return PyModuleDef_Init(&definition); }
