// Breaks: importing it leaves the hooks of the runtime as they were. Its event loop is to run while
// the prompt waits for input, in whichever interpreter. Resembles GUI toolkits.
#include <Python.h>

#include "support/slots.h"

static int RunEvents(void) { return 0; }

static int Exec(PyObject* Py_UNUSED(module)) {
  PyOS_InputHook = RunEvents;
  return 0;
}

static PyObject* Add(PyObject* Py_UNUSED(module), PyObject* args) {
  long left, right;
  if (!PyArg_ParseTuple(args, "ll:add", &left, &right)) {
    return NULL;
  }
  return PyLong_FromLong(left + right);
}

static PyMethodDef functions[] = {
    {"add", Add, METH_VARARGS, "The sum of two small integers."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "input_hook_set_at_import",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_input_hook_set_at_import(void) { return PyModuleDef_Init(&definition); }
