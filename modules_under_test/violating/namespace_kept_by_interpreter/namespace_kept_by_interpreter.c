// Breaks: deleted everywhere, a module object is gone after gc.collect(). Its object is a
// namespace, of a class that has weak references, and each that was ever made is kept in the
// interpreter's dict.
#include "support/interpreter.h"
#include "support/namespace_as_module.h"

// class Namespace(types.SimpleNamespace): pass
static PyObject* NewNamespace(void) {
  PyObject* base = NamespaceType();
  PyObject* type = base == NULL
                       ? NULL
                       : PyObject_CallFunction((PyObject*)&PyType_Type, "s(O){ss}", "Namespace",
                                               base, "__module__", "namespace_kept_by_interpreter");
  Py_XDECREF(base);
  PyObject* module = type == NULL ? NULL : PyObject_CallObject(type, NULL);
  Py_XDECREF(type);
  return module;
}

static int Keep(PyObject* module) {
  PyObject* state = CurrentInterpreterDict();
  if (state == NULL) {
    PyErr_SetString(PyExc_RuntimeError, "this interpreter has no dict");
    return -1;
  }
  PyObject* all = PyDict_GetItemString(state, "namespace_kept_by_interpreter");
  if (all != NULL) {
    return PyList_Append(all, module);
  }
  all = Py_BuildValue("[O]", module);
  int failed = all == NULL || PyDict_SetItemString(state, "namespace_kept_by_interpreter", all) < 0;
  Py_XDECREF(all);
  return failed ? -1 : 0;
}

static PyObject* Create(PyObject* Py_UNUSED(spec), PyModuleDef* Py_UNUSED(unused)) {
  PyObject* module = NewNamespace();
  if (module != NULL && Keep(module) < 0) {
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
    PyModuleDef_HEAD_INIT, .m_name = "namespace_kept_by_interpreter",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_namespace_kept_by_interpreter(void) { return PyModuleDef_Init(&definition); }
