// Conforming: object_in_bundled_library, repaired. The library that came with the module is still
// there, in object_in_bundled_library_repaired.libs/, and holds no object any more.
#include <Python.h>

#include "support/slots.h"

PyObject* NewOrigin(void);

static PyObject* Origin(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return NewOrigin();
}

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "The point from which all are measured."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "object_in_bundled_library_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_object_in_bundled_library_repaired(void) {
  return PyModuleDef_Init(&definition);
}
