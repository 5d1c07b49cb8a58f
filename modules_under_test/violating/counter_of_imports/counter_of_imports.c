// Breaks: a further import does not overwrite static variables.
// The number of the import is kept in a static variable, and each module is told to have the last
// one. Harmless here: no interpreter's object is in it. Resembles modules that number, or register,
// themselves.
#include <Python.h>

#include "support/slots.h"

static long imports = 0;

static PyObject* Origin(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return Py_BuildValue("(ii)", 0, imports > 0 ? 0 : 1);
}

static int Exec(PyObject* Py_UNUSED(module)) {
  ++imports;
  return 0;
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
    PyModuleDef_HEAD_INIT, .m_name = "counter_of_imports", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_counter_of_imports(void) { return PyModuleDef_Init(&definition); }
