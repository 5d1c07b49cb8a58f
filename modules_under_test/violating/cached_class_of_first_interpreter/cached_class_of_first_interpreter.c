// Breaks: calls with the own interpreter's instances work as in the main interpreter.
// The class that arguments are checked against is looked up once per process, so that every other
// interpreter's instances are of the wrong class. Resembles PyMongo and cbor2.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* enum_class = NULL;

static PyObject* ValueOf(PyObject* Py_UNUSED(module), PyObject* member) {
  int is_member = PyObject_IsInstance(member, enum_class);
  if (is_member < 0) {
    return NULL;
  }
  if (!is_member) {
    PyErr_Format(PyExc_TypeError, "expected a member of an enum, not %R", member);
    return NULL;
  }
  return PyObject_GetAttrString(member, "value");
}

static int Exec(PyObject* Py_UNUSED(module)) {
  if (enum_class != NULL) {
    return 0;
  }
  PyObject* enum_module = PyImport_ImportModule("enum");
  if (enum_module == NULL) {
    return -1;
  }
  enum_class = PyObject_GetAttrString(enum_module, "Enum");
  Py_DECREF(enum_module);
  return enum_class == NULL ? -1 : 0;
}

static PyMethodDef functions[] = {
    {"value_of", ValueOf, METH_O, "The value of a member of an enum."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "cached_class_of_first_interpreter",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_cached_class_of_first_interpreter(void) {
  return PyModuleDef_Init(&definition);
}
