// Breaks: no static variable of the library holds a Python object that belongs to one interpreter.
// It is thread-local, and a thread may serve one interpreter after another. Resembles modules that
// cache objects by thread in the belief that a thread has an interpreter.
#include <Python.h>

#include "support/slots.h"

static _Thread_local PyObject* origin = NULL;

static PyObject* Origin(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  if (origin == NULL) {
    origin = Py_BuildValue("(dd)", 0.0, 0.0);
  }
  Py_XINCREF(origin);
  return origin;
}

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "The point from which all are measured."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "object_in_thread_local", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_object_in_thread_local(void) { return PyModuleDef_Init(&definition); }
