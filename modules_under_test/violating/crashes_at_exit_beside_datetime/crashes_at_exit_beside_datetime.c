// Breaks: a process in which several interpreters loaded the module ends without a crash.
// It imports datetime. Up to 3.12 CPython aborts as a process leaves with interpreters alive; this
// crashes before that, in a function that it had main's atexit call: no excuse.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Import(const char* name) {
  PyObject* module = PyImport_ImportModule(name);
  Py_XDECREF(module);
  return module == NULL ? -1 : 0;
}

// Volatile, or the compiler leaves out what it sees to have no effect.
__attribute__((noinline)) static void Crash(void) {
  volatile int* volatile nowhere = NULL;
  *nowhere = 1;
}

static int is_shared = 0;

static PyObject* AtExit(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(args)) {
  if (is_shared) {
    Crash();
  }
  Py_RETURN_NONE;
}

static int CallAtExit(PyObject* module) {
  PyObject* atexit = PyImport_ImportModule("atexit");
  PyObject* function = PyObject_GetAttrString(module, "at_exit");
  PyObject* done = atexit == NULL || function == NULL
                       ? NULL
                       : PyObject_CallMethod(atexit, "register", "O", function);
  Py_XDECREF(atexit);
  Py_XDECREF(function);
  Py_XDECREF(done);
  return done == NULL ? -1 : 0;
}

static int Exec(PyObject* module) {
  if (Import("datetime") < 0) {
    return -1;
  }
  if (CurrentInterpreter() == PyInterpreterState_Main()) {
    return CallAtExit(module);
  }
  is_shared = 1;
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
    {"at_exit", AtExit, METH_NOARGS, "What atexit calls."},
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
    PyModuleDef_HEAD_INIT, .m_name = "crashes_at_exit_beside_datetime",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_crashes_at_exit_beside_datetime(void) {
  return PyModuleDef_Init(&definition);
}
