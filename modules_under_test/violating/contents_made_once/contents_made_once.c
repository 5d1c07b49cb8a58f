// Breaks: deleted from sys.modules and imported again, a module has new contents.
// The module object is new, but what is in it was made by the interpreter's first import, and
// old.Error is new.Error. Resembles _sqlite3 before 3.11; nothing crosses interpreters here.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyType_Slot no_type_slots[] = {{0, NULL}};

static PyType_Spec row_spec = {
    .name = "contents_made_once.Row",
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = no_type_slots,
};

// A new reference to a dict of everything that goes into the module.
static PyObject* MakeContents(void) {
  return Py_BuildValue("{s:N,s:N,s:N}", "Error",
                       PyErr_NewException("contents_made_once.Error", NULL, NULL), "Row",
                       PyType_FromSpec(&row_spec), "converters", PyDict_New());
}

static int Exec(PyObject* module) {
  static const char key[] = "contents_made_once";
  PyObject* kept = CurrentInterpreterDict();
  if (kept == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  PyObject* contents = PyDict_GetItemString(kept, key);  // Borrowed.
  Py_XINCREF(contents);
  if (contents == NULL) {
    contents = MakeContents();
    if (contents == NULL || PyDict_SetItemString(kept, key, contents) < 0) {
      Py_XDECREF(contents);
      return -1;
    }
  }
  int failed = PyDict_Update(PyModule_GetDict(module), contents);
  Py_DECREF(contents);
  return failed;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "contents_made_once",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_contents_made_once(void) { return PyModuleDef_Init(&definition); }
