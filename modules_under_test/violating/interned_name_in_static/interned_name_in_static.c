// Breaks: no static variable of the library holds a Python object that belongs to one interpreter.
// An interned string looks like everybody's, and up to 3.11 is; from 3.12 on the table of interned
// strings is an interpreter's. Resembles modules that intern their attribute names once.
#include <Python.h>

#include "support/slots.h"

static PyObject* attribute_name = NULL;

static PyObject* Length(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromSsize_t(PyUnicode_GetLength(attribute_name));
}

static int Exec(PyObject* Py_UNUSED(module)) {
  if (attribute_name == NULL) {
    attribute_name = PyUnicode_InternFromString("an_attribute_of_isograde");
  }
  return attribute_name == NULL ? -1 : 0;
}

static PyMethodDef functions[] = {
    {"length", Length, METH_NOARGS, "The length of the name."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "interned_name_in_static", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_interned_name_in_static(void) { return PyModuleDef_Init(&definition); }
