// Breaks: an interpreter that loaded the module ends without a hang.
// When a subinterpreter ends, m_free takes a lock and then calls a function that takes it again.
// Resembles clean-up code that tells a worker to stop under the lock that the answer needs.
#include <Python.h>

#include <pthread.h>

#include "support/ending.h"
#include "support/slots.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;  // One that no thread can take twice.
static int modules = 0;

static __attribute__((noinline)) void ForgetModule(void) {
  pthread_mutex_lock(&lock);
  modules--;
  pthread_mutex_unlock(&lock);
}

static __attribute__((noinline)) void ForgetModuleUnderLock(void) {
  pthread_mutex_lock(&lock);
  ForgetModule();
  pthread_mutex_unlock(&lock);
}

typedef struct {
  int is_counted;
} State;

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  pthread_mutex_lock(&lock);
  modules++;
  pthread_mutex_unlock(&lock);
  state->is_counted = 1;
  return 0;
}

static void Free(void* module) {
  State* state = PyModule_GetState(module);
  if (state == NULL || !state->is_counted) {
    return;
  }
  if (SubinterpreterIsEnding()) {
    ForgetModuleUnderLock();
  } else {
    ForgetModule();
  }
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
    PyModuleDef_HEAD_INIT,   .m_name = "deadlocks_at_end",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_deadlocks_at_end(void) { return PyModuleDef_Init(&definition); }
