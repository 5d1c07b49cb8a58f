// Conforming: its object is a namespace, which is its importers' alone. It goes with its last
// reference; but no weak reference tells.
#include "support/namespace_as_module.h"

static PyObject* Create(PyObject* Py_UNUSED(spec), PyModuleDef* Py_UNUSED(unused)) {
  PyObject* type = NamespaceType();
  PyObject* module = type == NULL ? NULL : PyObject_CallObject(type, NULL);
  Py_XDECREF(type);
  return module;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_create, Create},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "namespace_as_module", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_namespace_as_module(void) { return PyModuleDef_Init(&definition); }
