// Breaks: an interpreter that loaded the module ends without a crash.
// Each import starts a native thread that has a thread state of the interpreter and never gives it
// back. Up to 3.13 Py_EndInterpreter aborts the process over it: "not the last thread". From 3.14
// on (gh-128639) it destroys such thread states, and their threads stop for good if they try to
// attach. Resembles libraries whose worker threads call back into Python and that nobody shuts
// down.
#include <Python.h>

#include <pthread.h>
#include <semaphore.h>
#include <unistd.h>

#include "support/interpreter.h"
#include "support/slots.h"

typedef struct {
  PyInterpreterState* interpreter;
  int has_thread_state;
  sem_t ready;
} Start;

static void* KeepThreadState(void* argument) {
  Start* start = argument;
  start->has_thread_state = PyThreadState_New(start->interpreter) != NULL;
  sem_post(&start->ready);  // `start` is gone from here on.
  for (;;) {
    pause();
  }
  return NULL;
}

static int Exec(PyObject* Py_UNUSED(module)) {
  Start start = {.interpreter = CurrentInterpreter()};
  pthread_t thread;
  sem_init(&start.ready, 0, 0);
  int failed = pthread_create(&thread, NULL, KeepThreadState, &start) != 0;
  if (!failed) {
    pthread_detach(thread);
    while (sem_wait(&start.ready) != 0) {  // Interrupted by a signal.
    }
    failed = !start.has_thread_state;
  }
  sem_destroy(&start.ready);
  if (failed) {
    PyErr_SetString(PyExc_RuntimeError, "leaves_a_thread cannot start a thread");
    return -1;
  }
  return 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "leaves_a_thread",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_leaves_a_thread(void) { return PyModuleDef_Init(&definition); }
