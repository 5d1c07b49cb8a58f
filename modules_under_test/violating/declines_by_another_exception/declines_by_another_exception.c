// Breaks: a call that further interpreters are documented to decline raises what is documented.
// What it calls fails there for lack of what only the main interpreter has, and that comes out as
// it is. Resembles modules that keep something for main alone and do not ask first.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* OpenLog(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  if (PyInterpreterState_GetID(CurrentInterpreter()) != 0) {
    PyErr_SetString(PyExc_SystemError, "there is no log to be opened");
    return NULL;
  }
  Py_RETURN_NONE;
}

static PyMethodDef functions[] = {
    {"open_log", OpenLog, METH_NOARGS, "RuntimeError in all but the main interpreter."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "declines_by_another_exception",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_declines_by_another_exception(void) { return PyModuleDef_Init(&definition); }
