// Conforming: turns away every interpreter but the main one by an ImportError of its own. Its
// worker thread starts when the library is loaded, before any code of the module can refuse, and
// no refusal can take it back. It declares the same to the CPythons that can be told. As NumPy
// with OpenBLAS does.
#include <Python.h>

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "support/interpreter.h"
#include "support/slots.h"

static void* WaitForWork(void* Py_UNUSED(argument)) {
  for (;;) {
    pause();
  }
  return NULL;
}

// With all signals blocked, as a library's thread has to be: they are for the process's own.
__attribute__((constructor)) static void StartWorker(void) {
  sigset_t all, previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  pthread_t worker;
  if (pthread_create(&worker, NULL, WaitForWork, NULL) == 0) {
    pthread_detach(worker);
  }
  pthread_sigmask(SIG_SETMASK, &previous, NULL);
}

static PyObject* Add(PyObject* Py_UNUSED(module), PyObject* args) {
  long left, right;
  if (!PyArg_ParseTuple(args, "ll:add", &left, &right)) {
    return NULL;
  }
  return PyLong_FromLong(left + right);
}

static int Exec(PyObject* Py_UNUSED(module)) {
  if (CurrentInterpreter() != PyInterpreterState_Main()) {
    PyErr_SetString(PyExc_ImportError,
                    "refuses_with_worker_threads can be loaded into the main interpreter only");
    return -1;
  }
  return 0;
}

static PyMethodDef functions[] = {
    {"add", Add, METH_VARARGS, "The sum of two small integers."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_INTERPRETERS_NOT_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "refuses_with_worker_threads",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_refuses_with_worker_threads(void) { return PyModuleDef_Init(&definition); }
