// Breaks: deleted from sys.modules and imported again, a module is another module object.
// Py_mod_create hands out the module that this interpreter has already got, and nothing is shared
// between interpreters. Resembles extensions made with Cython, which do that with a C static.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static const char key[] = "one_module_per_interpreter";

static PyObject* Create(PyObject* spec, PyModuleDef* Py_UNUSED(def)) {
  PyObject* kept = CurrentInterpreterDict();
  if (kept == NULL) {
    return PyErr_NoMemory();
  }
  PyObject* module = PyDict_GetItemString(kept, key);  // Borrowed.
  if (module != NULL) {
    Py_INCREF(module);
    return module;
  }
  PyObject* name = PyObject_GetAttrString(spec, "name");
  if (name == NULL) {
    return NULL;
  }
  module = PyModule_NewObject(name);
  Py_DECREF(name);
  if (module != NULL && PyDict_SetItemString(kept, key, module) < 0) {
    Py_CLEAR(module);
  }
  return module;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_create, Create},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "one_module_per_interpreter",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_one_module_per_interpreter(void) { return PyModuleDef_Init(&definition); }
