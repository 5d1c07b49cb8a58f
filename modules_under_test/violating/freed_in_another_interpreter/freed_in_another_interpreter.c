// Breaks: an interpreter that loaded the module ends without a crash.
// An object made by the first import is kept in a C static and released by the next interpreter
// that ends, whose allocator (its own, together with an own GIL) never handed it out. Interpreters
// that share the main one's allocator get away with it. Resembles caches of Python objects that
// the last user, or whoever happens to clean up, lets go.
#include <Python.h>

#include <pthread.h>

#include "support/interpreter.h"
#include "support/slots.h"

enum { kSize = 400 };  // Small enough for the interpreter's allocator rather than malloc().

// Under a lock, so that where it is freed is all that is wrong with it.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static PyObject* kept = NULL;
static int64_t maker = -1;
static int users = 0;

typedef struct {
  int is_user;
} State;

static __attribute__((noinline)) void ReleaseInThisInterpreter(void) { Py_CLEAR(kept); }

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  pthread_mutex_lock(&lock);
  if (kept == NULL) {
    kept = PyBytes_FromStringAndSize(NULL, kSize);
    maker = PyInterpreterState_GetID(CurrentInterpreter());
  }
  int failed = kept == NULL;
  if (!failed) {
    state->is_user = 1;
    users++;
  }
  pthread_mutex_unlock(&lock);
  return failed ? -1 : 0;
}

static void Free(void* module) {
  State* state = PyModule_GetState(module);
  if (state == NULL || !state->is_user) {
    return;
  }
  pthread_mutex_lock(&lock);
  users--;
  int is_of_maker = PyInterpreterState_GetID(CurrentInterpreter()) == maker;
  if (users == 0 || !is_of_maker) {  // The maker leaves it to the others, if there are any.
    ReleaseInThisInterpreter();
  }
  pthread_mutex_unlock(&lock);
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
    PyModuleDef_HEAD_INIT,   .m_name = "freed_in_another_interpreter",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_freed_in_another_interpreter(void) { return PyModuleDef_Init(&definition); }
