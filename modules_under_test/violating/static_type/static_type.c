// Breaks: its types are heap types.
// One is a static variable, which all interpreters use, each with what the first one has put into
// it. Resembles every extension that was written before PEP 384.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

// ---- the type

typedef struct {
  PyObject_HEAD
} Point;

static PyObject* PointRepr(PyObject* Py_UNUSED(self)) { return PyUnicode_FromString("Point()"); }

static PyTypeObject point_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "static_type.Point",
    .tp_basicsize = sizeof(Point),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_new = PyType_GenericNew,
    .tp_repr = PointRepr,
};

// ---- the module

static PyObject* Origin(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyObject_CallObject((PyObject*)&point_type, NULL);
}

static int Exec(PyObject* module) {
  if (PyType_Ready(&point_type) < 0) {
    return -1;
  }
  return AddObjectRef(module, "Point", (PyObject*)&point_type);
}

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "The point from which all are measured."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,  .m_name = "static_type", .m_size = 0,
    .m_methods = functions, .m_slots = slots,
};

PyMODINIT_FUNC PyInit_static_type(void) { return PyModuleDef_Init(&definition); }
