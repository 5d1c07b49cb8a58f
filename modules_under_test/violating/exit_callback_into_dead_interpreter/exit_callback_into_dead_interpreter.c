// Breaks: a process in which several interpreters loaded the module ends without a crash.
// The first import in a subinterpreter leaves a list with a callback for the end of the process,
// which prints the list: when Py_FinalizeEx is done, and no interpreter is left to print it with.
// Resembles libraries that flush a log, or report to Python, from a handler of atexit().
#include <Python.h>

#include <pthread.h>

#include "support/interpreter.h"
#include "support/slots.h"

static pthread_once_t is_registered = PTHREAD_ONCE_INIT;
static PyObject* log_of_process = NULL;

static void PrintLogAtExit(void) {
  PyObject* text = PyObject_Repr(log_of_process);
  if (text != NULL) {
    PySys_FormatStderr("%U\n", text);
    Py_DECREF(text);
  }
}

static void RegisterLog(void) {
  log_of_process = Py_BuildValue("[s]", "loaded into a subinterpreter");
  if (log_of_process != NULL) {
    Py_AtExit(PrintLogAtExit);
  }
}

static int Exec(PyObject* Py_UNUSED(module)) {
  if (CurrentInterpreter() != PyInterpreterState_Main()) {
    pthread_once(&is_registered, RegisterLog);
  }
  return PyErr_Occurred() ? -1 : 0;
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
    PyModuleDef_HEAD_INIT, .m_name = "exit_callback_into_dead_interpreter",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_exit_callback_into_dead_interpreter(void) {
  return PyModuleDef_Init(&definition);
}
