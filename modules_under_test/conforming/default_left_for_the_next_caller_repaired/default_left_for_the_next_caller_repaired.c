// Conforming: default_left_for_the_next_caller, repaired. The default is kept in the module state.
#include <Python.h>

#include "support/slots.h"

typedef struct {
  int indent;
} State;

static PyObject* SetIndent(PyObject* module, PyObject* args) {
  return PyArg_ParseTuple(args, "i:set_indent", &((State*)PyModule_GetState(module))->indent)
             ? PyLong_FromLong(((State*)PyModule_GetState(module))->indent)
             : NULL;
}

static PyObject* Width(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(4 + ((State*)PyModule_GetState(module))->indent);
}

static PyMethodDef functions[] = {
    {"set_indent", SetIndent, METH_VARARGS, "How far the next one is indented: what it is now."},
    {"width", Width, METH_NOARGS, "How wide a word of four letters is, indented."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "default_left_for_the_next_caller_repaired",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_default_left_for_the_next_caller_repaired(void) {
  return PyModuleDef_Init(&definition);
}
