// Breaks: an interpreter that loaded the module ends without a crash.
// When a subinterpreter ends, m_free frees the module's buffer twice, and the C library aborts the
// process. Resembles clean-up code that runs from m_clear and again from m_free.
#include <Python.h>

#include <stdlib.h>

#include "support/ending.h"
#include "support/slots.h"

typedef struct {
  char* volatile buffer;  // Volatile: the compiler must not see that it is freed twice.
} State;

static __attribute__((noinline)) void FreeBufferTwice(State* state) {
  free(state->buffer);
  free(state->buffer);
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  state->buffer = malloc(64);
  if (state->buffer == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  return 0;
}

static void Free(void* module) {
  State* state = PyModule_GetState(module);
  if (state == NULL) {
    return;
  }
  if (SubinterpreterIsEnding()) {
    FreeBufferTwice(state);
  } else {
    free(state->buffer);
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
    PyModuleDef_HEAD_INIT,   .m_name = "frees_twice_at_end",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_frees_twice_at_end(void) { return PyModuleDef_Init(&definition); }
