// Breaks: __subclasses__() of a type lists no class of another interpreter.
// A static type that can be subclassed: its list of subclasses is one for the process. Resembles
// the types of _datetime up to 3.12, and of most extensions written before heap types.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyTypeObject base_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "shared_base_type.Base",
    .tp_basicsize = sizeof(PyObject),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .tp_new = PyType_GenericNew,
};

static int Exec(PyObject* module) {
  if (PyType_Ready(&base_type) < 0) {
    return -1;
  }
  return AddObjectRef(module, "Base", (PyObject*)&base_type);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "shared_base_type",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_base_type(void) { return PyModuleDef_Init(&definition); }
