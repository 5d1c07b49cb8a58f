// Keeps: cycles of create, import, use and end go on as they began.
// A table of fixed size has a row for each module, and gets it back when that is freed.
#include <Python.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "support/slots.h"

enum { ROWS = 64 };

static bool* taken = NULL;  // Made once.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

typedef struct {
  int row;  // Counted from 1; 0: none.
} State;

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  pthread_mutex_lock(&lock);
  if (taken == NULL) {
    taken = calloc(ROWS, sizeof taken[0]);
  }
  for (int i = 0; taken != NULL && i < ROWS && state->row == 0; i++) {
    if (!taken[i]) {
      taken[i] = true;
      state->row = i + 1;
    }
  }
  pthread_mutex_unlock(&lock);
  if (state->row == 0) {
    PyErr_SetString(PyExc_NameError, "no row is left");
    return -1;
  }
  return 0;
}

static void Free(void* module) {
  State* state = PyModule_GetState(module);
  if (state == NULL || state->row == 0) {
    return;
  }
  pthread_mutex_lock(&lock);
  taken[state->row - 1] = false;
  pthread_mutex_unlock(&lock);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "interpreters_use_up_a_table_repaired",
    .m_size = sizeof(State), .m_slots = slots,
    .m_free = Free,
};

PyMODINIT_FUNC PyInit_interpreters_use_up_a_table_repaired(void) {
  return PyModuleDef_Init(&definition);
}
