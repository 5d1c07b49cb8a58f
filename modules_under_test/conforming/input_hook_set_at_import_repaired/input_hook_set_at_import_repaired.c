// Conforming: input_hook_set_at_import, repaired. Events run when someone asks for it.
#include <Python.h>

#include "support/slots.h"

static PyObject* RunEvents(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(0);  // events that were handled
}

static PyMethodDef functions[] = {
    {"run_events", RunEvents, METH_NOARGS, "Handles the events that wait: their number."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "input_hook_set_at_import_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_input_hook_set_at_import_repaired(void) {
  return PyModuleDef_Init(&definition);
}
