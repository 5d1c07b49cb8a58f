// Conforming: supports any number of interpreters that share a GIL, and declares just that.
// The C library's gmtime() answers in a buffer of the process, and the GIL is what keeps two
// callers apart; CPython refuses the module where each interpreter has a GIL of its own.
#include <Python.h>

#include <time.h>

#include "support/slots.h"

static PyObject* Weekday(PyObject* Py_UNUSED(module), PyObject* seconds) {
  time_t moment = (time_t)PyLong_AsLongLong(seconds);
  if (moment == (time_t)-1 && PyErr_Occurred()) {
    return NULL;
  }
  const struct tm* broken_down = gmtime(&moment);
  if (broken_down == NULL) {
    return PyErr_SetFromErrno(PyExc_OSError);
  }
  return PyLong_FromLong(broken_down->tm_wday);
}

static PyMethodDef functions[] = {
    {"weekday", Weekday, METH_O, "The day of the week, 0 for Sunday, of seconds since the epoch."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_SHARED_GIL_SUPPORTED,
    DECLARES_GIL_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "shared_gil_only", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_gil_only(void) { return PyModuleDef_Init(&definition); }
