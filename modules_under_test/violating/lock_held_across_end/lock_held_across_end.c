// Breaks: when the interpreter that loaded it first has ended, a module works on in the others.
// A subinterpreter's end takes the lock that all interpreters work under, and does not give it
// back: their next call waits forever. Resembles clean-up functions with an early return between
// lock and unlock, and threads that end while they hold a lock.
#include <Python.h>

#include <pthread.h>
#include <stdatomic.h>

#include "support/ending.h"
#include "support/slots.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_int users;  // Modules, of all interpreters.
static long work_done = 0;

typedef struct {
  int is_user;
} State;

static __attribute__((noinline)) void WaitForLock(void) { pthread_mutex_lock(&lock); }

static PyObject* Work(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  WaitForLock();
  work_done++;
  pthread_mutex_unlock(&lock);
  Py_RETURN_NONE;
}

static void LeaveWithLockHeld(void) {
  // Only tried: that the others hang is what is wrong here, not that the end does.
  if (pthread_mutex_trylock(&lock) == 0) {
    work_done = 0;  // Lacks pthread_mutex_unlock(&lock).
  }
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  atomic_fetch_add(&users, 1);
  state->is_user = 1;
  return 0;
}

static void Free(void* module) {
  State* state = PyModule_GetState(module);
  if (state == NULL || !state->is_user) {
    return;
  }
  int is_last = atomic_fetch_sub(&users, 1) == 1;
  if (is_last) {
    pthread_mutex_init(&lock, NULL);  // Whoever comes now finds a lock as good as new.
  } else if (SubinterpreterIsEnding()) {
    LeaveWithLockHeld();
  }
}

static PyMethodDef functions[] = {
    {"work", Work, METH_NOARGS, "Adds to the work that the process has done, under its lock."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "lock_held_across_end",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_lock_held_across_end(void) { return PyModuleDef_Init(&definition); }
