// Breaks: deleted from sys.modules and imported again, a module is another module object.
// It can be imported any number of times where there is one interpreter; where others have imported
// it, each only once.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int interpreters = 0;

// Whether the calling interpreter has imported it before; -1 on failure.
static int WasHere(void) {
  static const char key[] = "not_imported_again_beside_others";
  PyObject* kept = CurrentInterpreterDict();
  if (kept == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  return PyDict_GetItemString(kept, key) != NULL ? 1 : PyDict_SetItemString(kept, key, Py_True);
}

static int Exec(PyObject* Py_UNUSED(module)) {
  int was_here = WasHere();
  if (was_here < 0) {
    return -1;
  }
  if (!was_here) {
    ++interpreters;
  } else if (interpreters > 1) {
    PyErr_SetString(PyExc_NameError, "the name is of another interpreter");
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
    .m_name = "not_imported_again_beside_others",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_not_imported_again_beside_others(void) {
  return PyModuleDef_Init(&definition);
}
