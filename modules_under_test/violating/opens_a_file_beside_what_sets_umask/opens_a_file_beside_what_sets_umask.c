// Breaks: importing the module leaves the process as it was.
// It imports umask_set_at_import, whose doing the umask is, and leaves a file open, which is its
// own.
#include <fcntl.h>

#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  PyObject* other = PyImport_ImportModule("umask_set_at_import");
  Py_XDECREF(other);
  if (other == NULL) {
    return -1;
  }
  if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0) {
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
    PyModuleDef_HEAD_INIT, .m_name = "opens_a_file_beside_what_sets_umask",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_opens_a_file_beside_what_sets_umask(void) {
  return PyModuleDef_Init(&definition);
}
