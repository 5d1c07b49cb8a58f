// Conforming: has a worker thread, a lock, memory of its own, a callback for its interpreter's end
// and a reference cycle through its state, and gives all of it back: when its interpreter ends, or
// before, when the module is deleted and collected.
#include <Python.h>

#include <pthread.h>
#include <stdlib.h>

#include "support/slots.h"

// ---- the worker: computes squares, one at a time, without Python

typedef enum { kIdle, kAsked, kAnswered, kStopped } Phase;

typedef struct {
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  Phase phase;
  long number;  // The question, then the answer.
} Worker;

static void* RunWorker(void* argument) {
  Worker* worker = argument;
  pthread_mutex_lock(&worker->lock);
  while (worker->phase != kStopped) {
    if (worker->phase == kAsked) {
      worker->number *= worker->number;
      worker->phase = kAnswered;
      pthread_cond_broadcast(&worker->changed);
    }
    pthread_cond_wait(&worker->changed, &worker->lock);
  }
  pthread_mutex_unlock(&worker->lock);
  return NULL;
}

// NULL without an exception on failure.
static Worker* StartWorker(void) {
  Worker* worker = calloc(1, sizeof(Worker));
  if (worker == NULL) {
    return NULL;
  }
  pthread_mutex_init(&worker->lock, NULL);
  pthread_cond_init(&worker->changed, NULL);
  if (pthread_create(&worker->thread, NULL, RunWorker, worker) != 0) {
    pthread_cond_destroy(&worker->changed);
    pthread_mutex_destroy(&worker->lock);
    free(worker);
    return NULL;
  }
  return worker;
}

// Without the GIL. Whether there was a worker to answer.
static int AskWorker(Worker* worker, long* number) {
  pthread_mutex_lock(&worker->lock);
  while (worker->phase == kAsked || worker->phase == kAnswered) {  // By another thread.
    pthread_cond_wait(&worker->changed, &worker->lock);
  }
  if (worker->phase == kIdle) {
    worker->number = *number;
    worker->phase = kAsked;
    pthread_cond_broadcast(&worker->changed);
    while (worker->phase == kAsked) {
      pthread_cond_wait(&worker->changed, &worker->lock);
    }
  }
  int is_answered = worker->phase == kAnswered;
  if (is_answered) {
    *number = worker->number;
    worker->phase = kIdle;
    pthread_cond_broadcast(&worker->changed);
  }
  pthread_mutex_unlock(&worker->lock);
  return is_answered;
}

// Joins the thread, without the GIL, the first time that it is called.
static void StopWorker(Worker* worker) {
  Py_BEGIN_ALLOW_THREADS pthread_mutex_lock(&worker->lock);
  int is_running = worker->phase != kStopped;
  worker->phase = kStopped;
  pthread_cond_broadcast(&worker->changed);
  pthread_mutex_unlock(&worker->lock);
  if (is_running) {
    pthread_join(worker->thread, NULL);
  }
  Py_END_ALLOW_THREADS
}

// ---- the module

typedef struct {
  Worker* worker;
  PyObject* users;  // A list that has the module itself in it.
} State;

static PyObject* Square(PyObject* module, PyObject* argument) {
  State* state = PyModule_GetState(module);
  long number = PyLong_AsLong(argument);
  if (number == -1 && PyErr_Occurred()) {
    return NULL;
  }
  int is_answered;
  Py_BEGIN_ALLOW_THREADS is_answered = AskWorker(state->worker, &number);
  Py_END_ALLOW_THREADS if (!is_answered) {
    PyErr_SetString(PyExc_RuntimeError, "the interpreter is ending");
    return NULL;
  }
  return PyLong_FromLong(number);
}

static PyObject* StopAtExit(PyObject* weak_reference, PyObject* Py_UNUSED(ignored)) {
  PyObject* module = PyObject_CallObject(weak_reference, NULL);
  if (module != NULL && module != Py_None) {
    State* state = PyModule_GetState(module);
    StopWorker(state->worker);
  }
  return module;
}

static PyMethodDef stop_at_exit = {"stop_at_exit", StopAtExit, METH_NOARGS, NULL};

// The callback knows the module weakly, or atexit would keep the module until the end.
static int RegisterAtExit(PyObject* module) {
  PyObject* weak_reference = PyWeakref_NewRef(module, NULL);
  if (weak_reference == NULL) {
    return -1;
  }
  PyObject* callback = PyCFunction_New(&stop_at_exit, weak_reference);
  Py_DECREF(weak_reference);
  PyObject* atexit = PyImport_ImportModule("atexit");
  PyObject* result = NULL;
  if (callback != NULL && atexit != NULL) {
    result = PyObject_CallMethod(atexit, "register", "O", callback);
  }
  Py_XDECREF(callback);
  Py_XDECREF(atexit);
  Py_XDECREF(result);
  return result == NULL ? -1 : 0;
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  state->users = Py_BuildValue("[O]", module);
  if (state->users == NULL) {
    return -1;
  }
  state->worker = StartWorker();
  if (state->worker == NULL) {
    PyErr_SetString(PyExc_RuntimeError, "cleans_up_at_end cannot start its worker");
    return -1;
  }
  return RegisterAtExit(module);
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {  // Before 3.9 this is called on modules that have no state yet.
    Py_VISIT(state->users);
  }
  return 0;
}

static int Clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {
    Py_CLEAR(state->users);
  }
  return 0;
}

static void Free(void* module) {
  Clear(module);
  State* state = PyModule_GetState(module);
  if (state == NULL || state->worker == NULL) {
    return;
  }
  StopWorker(state->worker);
  pthread_cond_destroy(&state->worker->changed);
  pthread_mutex_destroy(&state->worker->lock);
  free(state->worker);
  state->worker = NULL;
}

static PyMethodDef functions[] = {
    {"square", Square, METH_O, "The square of a small integer, from another thread."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "cleans_up_at_end",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_traverse = Traverse,
    .m_clear = Clear,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_cleans_up_at_end(void) { return PyModuleDef_Init(&definition); }
