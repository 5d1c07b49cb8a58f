// Conforming: the log belongs to the process, and so only the main interpreter may open and close
// it; the others are told so by the exception that the documentation names, each time. As syslog
// does since 3.12. The ident that the log refers to is main's, and so is the static that keeps it.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* open_ident = NULL;

static int MayOpen(void) {
  if (PyInterpreterState_GetID(CurrentInterpreter()) == 0) {
    return 1;
  }
  PyErr_SetString(PyExc_RuntimeError, "only the main interpreter opens and closes the log");
  return 0;
}

static PyObject* OpenLog(PyObject* Py_UNUSED(module), PyObject* ident) {
  if (!MayOpen()) {
    return NULL;
  }
  Py_INCREF(ident);
  Py_XSETREF(open_ident, ident);
  Py_RETURN_NONE;
}

static PyObject* CloseLog(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  if (!MayOpen()) {
    return NULL;
  }
  Py_CLEAR(open_ident);
  Py_RETURN_NONE;
}

static PyObject* Mask(PyObject* Py_UNUSED(module), PyObject* level) {
  long number = PyLong_AsLong(level);
  return number == -1 && PyErr_Occurred() ? NULL : PyLong_FromLong(1L << (number & 7));
}

static PyMethodDef functions[] = {
    {"open_log", OpenLog, METH_O, "Opens the log. RuntimeError in all but the main interpreter."},
    {"close_log", CloseLog, METH_NOARGS, "Closes it. RuntimeError likewise."},
    {"mask", Mask, METH_O, "The bit of a level."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "declines_at_the_call", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_declines_at_the_call(void) { return PyModuleDef_Init(&definition); }
