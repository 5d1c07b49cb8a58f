// Counts the interpreters that it was loaded into, and harms none.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* IsFirst(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyBool_FromLong(RunsInFirstInterpreter());
}

static PyMethodDef functions[] = {
    {"is_first", IsFirst, METH_NOARGS, "Whether nobody in another interpreter has asked before."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,  .m_name = MODULE_NAME, .m_size = 0,
    .m_methods = functions, .m_slots = slots,
};

PyMODINIT_FUNC INIT_FUNCTION(void) { return PyModuleDef_Init(&definition); }
