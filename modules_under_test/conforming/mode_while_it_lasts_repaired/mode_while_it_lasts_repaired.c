// Conforming: mode_while_it_lasts, repaired. What has begun is kept in the module state.
#include <Python.h>

#include "support/slots.h"

typedef struct {
  int depth;
} State;

static PyObject* Begin(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(++((State*)PyModule_GetState(module))->depth);
}

static PyObject* End(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(((State*)PyModule_GetState(module))->depth > 0
                             ? --((State*)PyModule_GetState(module))->depth
                             : 0);
}

static PyObject* Shown(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  return PyUnicode_FromString(((State*)PyModule_GetState(module))->depth > 0 ? "rough" : "exact");
}

static PyMethodDef functions[] = {
    {"begin", Begin, METH_NOARGS, "Has results be rough from now on."},
    {"end", End, METH_NOARGS, "Ends what begin() began."},
    {"shown", Shown, METH_NOARGS, "How results are."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "mode_while_it_lasts_repaired",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_mode_while_it_lasts_repaired(void) { return PyModuleDef_Init(&definition); }
