// Breaks: what one interpreter sets for itself is not seen in another. How much is told is a static
// variable, and so one for the whole process, though its documentation speaks of who sets it.
// Resembles libraries with a level of logging or a number of threads.
#include <Python.h>

#include "support/slots.h"

static int verbosity = 1;

static PyObject* SetVerbosity(PyObject* Py_UNUSED(module), PyObject* args) {
  if (!PyArg_ParseTuple(args, "i:set_verbosity", &verbosity)) {
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyObject* Verbosity(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(verbosity);
}

static PyMethodDef functions[] = {
    {"set_verbosity", SetVerbosity, METH_VARARGS, "Sets how much is told to the caller."},
    {"verbosity", Verbosity, METH_NOARGS, "How much is told."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "current_of_the_process", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_current_of_the_process(void) { return PyModuleDef_Init(&definition); }
