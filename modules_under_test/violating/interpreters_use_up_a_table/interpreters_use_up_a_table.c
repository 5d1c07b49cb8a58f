// Breaks: cycles of create, import, use and end go on as they began.
// A table of fixed size has a row for each interpreter, and gets none back when that ends. Eight
// interpreters of a process find one; the ninth raises.
#include <Python.h>

#include <pthread.h>
#include <stdlib.h>

#include "support/interpreter.h"
#include "support/slots.h"

enum { ROWS = 8 };

// Which interpreter has which row; 0, which is main, has none. Made once.
static int64_t* rows = NULL;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// The row of an interpreter, or a free one; NULL: there is none. Under the lock.
static int64_t* RowOf(int64_t interpreter) {
  if (rows == NULL) {
    rows = calloc(ROWS, sizeof rows[0]);
  }
  for (int i = 0; rows != NULL && i < ROWS; i++) {
    if (rows[i] == interpreter || rows[i] == 0) {
      return &rows[i];
    }
  }
  return NULL;
}

static int Exec(PyObject* Py_UNUSED(module)) {
  int64_t interpreter = PyInterpreterState_GetID(CurrentInterpreter());
  pthread_mutex_lock(&lock);
  int64_t* row = RowOf(interpreter);
  if (row != NULL) {
    *row = interpreter;
  }
  pthread_mutex_unlock(&lock);
  if (row == NULL) {
    PyErr_SetString(PyExc_NameError, "no row is left");
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
    .m_name = "interpreters_use_up_a_table",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_interpreters_use_up_a_table(void) { return PyModuleDef_Init(&definition); }
