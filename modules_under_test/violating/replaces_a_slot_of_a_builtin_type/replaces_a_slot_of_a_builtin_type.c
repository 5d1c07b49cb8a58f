// Contaminates: bytearray objects of all interpreters are shown by its function from then on. The
// slot is one of a static type of CPython, and so one for the whole process. Resembles libraries
// that change how builtin types behave.
#include <Python.h>

#include "support/slots.h"

static reprfunc usual = NULL;

static PyObject* Show(PyObject* self) { return usual(self); }

static PyObject* Install(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  if (usual == NULL) {
    usual = PyByteArray_Type.tp_repr;
    PyByteArray_Type.tp_repr = Show;
  }
  return PyLong_FromLong(1);
}

static PyMethodDef functions[] = {
    {"install", Install, METH_NOARGS, "Has bytearray objects shown by a function of this module."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "replaces_a_slot_of_a_builtin_type",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_replaces_a_slot_of_a_builtin_type(void) {
  return PyModuleDef_Init(&definition);
}
