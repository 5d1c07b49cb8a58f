// The few things that the modules need from the interpreter and that are spelled differently, or
// are missing, in some CPython from 3.8 on.
#pragma once

#include <Python.h>

static inline PyInterpreterState* CurrentInterpreter(void) {
#if PY_VERSION_HEX >= 0x03090000
  return PyInterpreterState_Get();
#else
  return PyThreadState_Get()->interp;
#endif
}

// Whether the calling interpreter is the one that asked first in this process, by its id, which is
// never used again. Each module has an answer of its own.
static inline int RunsInFirstInterpreter(void) {
  static int64_t first = -1;
  int64_t current = PyInterpreterState_GetID(CurrentInterpreter());
  if (first < 0) {
    first = current;
  }
  return current == first;
}

// A dict that belongs to the calling interpreter; borrowed, NULL without an exception on failure.
static inline PyObject* CurrentInterpreterDict(void) {
  return PyInterpreterState_GetDict(CurrentInterpreter());
}

// A module may hand the same object to interpreters that have a GIL each. If the garbage collector
// knows that object, two collectors may meet at it: while one has its count of references in the
// object's header (gc.c, update_refs), another that gets there counts it down (visit_decref). The
// first then takes for garbage what is in use; a debug build aborts with "refcount is too small",
// in about one of 40 runs of concurrency/parallel-import on shared_exception. A module that does
// nothing else wrong then breaks, rather than contaminates.

// PyModule_AddObjectRef, which is new in 3.10: does not steal `value`; fails if it is NULL.
static inline int AddObjectRef(PyObject* module, const char* name, PyObject* value) {
  Py_XINCREF(value);
  if (value == NULL || PyModule_AddObject(module, name, value) < 0) {
    Py_XDECREF(value);
    return -1;
  }
  return 0;
}

// The same, and takes over the caller's reference in any case, as PyModule_Add of 3.13.
static inline int AddNewObject(PyObject* module, const char* name, PyObject* value) {
  int failed = AddObjectRef(module, name, value);
  Py_XDECREF(value);
  return failed;
}
