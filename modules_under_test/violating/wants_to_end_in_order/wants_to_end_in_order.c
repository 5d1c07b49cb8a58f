// Breaks: interpreters end without a crash, in whichever order.
// What the interpreters share is taken down by whoever ends, who trusts that all those that came
// before have ended: right where they end in the order in which they were created, and only there.
// Resembles stacks of handlers that are popped from the wrong end.
#include <Python.h>

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "support/ending.h"
#include "support/slots.h"

enum { MOST = 256 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t living[MOST];  // Ids of interpreters, in the order in which they came.
static int count = 0;

static int64_t CurrentId(void) { return PyInterpreterState_GetID(PyThreadState_Get()->interp); }

static int Find(int64_t id) {
  for (int i = 0; i < count; ++i) {
    if (living[i] == id) {
      return i;
    }
  }
  return -1;
}

static int Exec(PyObject* Py_UNUSED(module)) {
  pthread_mutex_lock(&lock);
  if (CurrentId() != 0 && Find(CurrentId()) < 0 && count < MOST) {
    living[count++] = CurrentId();
  }
  pthread_mutex_unlock(&lock);
  return 0;
}

static __attribute__((noinline)) void TakeDown(void) {
  pthread_mutex_lock(&lock);
  const int place = Find(CurrentId());
  if (place > 0) {
    abort();
  }
  if (place == 0) {
    for (int i = 1; i < count; ++i) {
      living[i - 1] = living[i];
    }
    --count;
  }
  pthread_mutex_unlock(&lock);
}

static void Free(void* Py_UNUSED(module)) {
  if (SubinterpreterIsEnding()) {
    TakeDown();
  }
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "wants_to_end_in_order", .m_size = 0, .m_slots = slots,
    .m_free = Free,
};

PyMODINIT_FUNC PyInit_wants_to_end_in_order(void) { return PyModuleDef_Init(&definition); }
