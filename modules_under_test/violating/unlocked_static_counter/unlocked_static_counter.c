// Breaks: the same work done in several interpreters at once has the results that it has alone.
// A static counter is advanced without a lock, as a GIL that all share allowed: interpreters with a
// GIL of their own overwrite each other's steps. Resembles every module that has counted, or kept a
// position or a seed, in a C static and then declares support for an own GIL.
#include <Python.h>

#include <stdint.h>

#include "support/slots.h"

enum { kRoundsPerStep = 40 };

static volatile long counter = 0;

// The work that is counted: long enough that a step is out of the processor's store buffer, where
// no other processor sees it, before the next one is made.
static uint64_t DoStep(uint64_t number) {
  for (int i = 0; i < kRoundsPerStep; i++) {
    number = number * 6364136223846793005u + 1442695040888963407u;
  }
  return number;
}

static PyObject* Count(PyObject* Py_UNUSED(module), PyObject* number) {
  long steps = PyLong_AsLong(number);
  if (steps == -1 && PyErr_Occurred()) {
    return NULL;
  }
  long before = counter;
  volatile uint64_t result = 1;  // Volatile: the compiler must not leave the work out.
  for (long i = 0; i < steps; i++) {
    result = DoStep(result);
    counter = counter + 1;
  }
  return PyLong_FromLong(counter - before);
}

static PyMethodDef functions[] = {
    {"count", Count, METH_O, "Makes so many steps and returns how far the counter got."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "unlocked_static_counter", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_unlocked_static_counter(void) { return PyModuleDef_Init(&definition); }
