// Breaks: an extension initialises in several phases (PEP 489) or by export (PEP 793).
// Its init function makes the module itself and must not run twice: it aborts. CPython keeps what
// it made and copies that for further interpreters. Where it turns such modules away, it runs the
// init function first (gh-112292), again and again; and up to 3.12 it forgets what it kept when an
// interpreter that has the module ends. Resembles bindings to libraries that insist on being set up
// once. There is no function in it, because 3.12 crashes over a shared one at such an end.
#include <Python.h>

#include <stdlib.h>

#include "support/interpreter.h"

static int is_initialised = 0;

static void ForgetAtFinalization(void) { is_initialised = 0; }

static __attribute__((noinline)) void AbortIfInitialised(void) {
  if (is_initialised) {
    abort();
  }
}

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "single_phase_init_only_once",
    .m_size = -1,
};

PyMODINIT_FUNC PyInit_single_phase_init_only_once(void) {
  AbortIfInitialised();
  is_initialised = 1;
  Py_AtExit(ForgetAtFinalization);  // As CPython does with what it keeps.
  PyObject* module = PyModule_Create(&definition);
  if (module == NULL) {
    return NULL;
  }
  if (AddObjectRef(module, "is_initialised", Py_True) < 0) {
    Py_DECREF(module);
    return NULL;
  }
  return module;
}
