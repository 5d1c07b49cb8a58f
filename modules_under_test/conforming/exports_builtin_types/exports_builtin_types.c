// Conforming: a type of its own for each module, but one that has much to do with what interpreters
// share: it derives from a builtin, has a builtin function as an attribute, and is registered with
// an ABC of its interpreter. As deque and defaultdict of _collections.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyType_Slot table_slots[] = {
    {Py_tp_base, &PyDict_Type},
    {Py_tp_doc, "A dict by another name."},
    {0, NULL},
};

static PyType_Spec table_spec = {
    .name = "exports_builtin_types.Table",
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .slots = table_slots,
};

static int HoldBuiltinFunction(PyObject* type) {
  PyObject* builtins = PyImport_ImportModule("builtins");
  PyObject* len = builtins == NULL ? NULL : PyObject_GetAttrString(builtins, "len");
  int failed = len == NULL ? -1 : PyObject_SetAttrString(type, "size_of", len);
  Py_XDECREF(len);
  Py_XDECREF(builtins);
  return failed;
}

static int RegisterWithAbc(PyObject* type) {
  PyObject* abcs = PyImport_ImportModule("collections.abc");
  PyObject* mapping = abcs == NULL ? NULL : PyObject_GetAttrString(abcs, "MutableMapping");
  PyObject* registered =
      mapping == NULL ? NULL : PyObject_CallMethod(mapping, "register", "O", type);
  int failed = registered == NULL ? -1 : 0;
  Py_XDECREF(registered);
  Py_XDECREF(mapping);
  Py_XDECREF(abcs);
  return failed;
}

static int Exec(PyObject* module) {
  PyObject* type = PyType_FromSpec(&table_spec);
  if (type == NULL) {
    return -1;
  }
  int failed = HoldBuiltinFunction(type) < 0 || RegisterWithAbc(type) < 0 ||
               AddObjectRef(module, "Table", type) < 0 ||
               AddObjectRef(module, "Base", (PyObject*)&PyDict_Type) < 0;
  Py_DECREF(type);
  return failed ? -1 : 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "exports_builtin_types",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_exports_builtin_types(void) { return PyModuleDef_Init(&definition); }
