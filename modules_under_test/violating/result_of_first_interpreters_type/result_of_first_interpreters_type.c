// Breaks: what a call returns is an instance of the class that the interpreter has which made the
// call. Each import makes the class anew, but the function takes the one that the first import
// left in a static variable. Resembles markupsafe up to 2.1.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* thing_type = NULL;

static PyType_Slot thing_slots[] = {
    {Py_tp_doc, "A thing."},
    {0, NULL},
};

static PyType_Spec thing_spec = {
    .name = "result_of_first_interpreters_type.Thing",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
    .slots = thing_slots,
};

static PyObject* Make(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyObject_CallFunction(thing_type, NULL);
}

static int Exec(PyObject* module) {
  PyObject* type = PyType_FromSpec(&thing_spec);
  if (type == NULL) {
    return -1;
  }
  if (thing_type == NULL) {
    Py_INCREF(type);
    thing_type = type;
  }
  int status = AddObjectRef(module, "Thing", type);
  Py_DECREF(type);
  return status;
}

static PyMethodDef functions[] = {
    {"make", Make, METH_NOARGS, "A new Thing."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "result_of_first_interpreters_type",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_result_of_first_interpreters_type(void) {
  return PyModuleDef_Init(&definition);
}
