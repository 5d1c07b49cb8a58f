// Conforming: registers_in_first_interpreter, repaired. Looks sys.modules up where it is imported.
#include <Python.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  return PyDict_SetItemString(PyImport_GetModuleDict(), "registered", Py_None);
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
    PyModuleDef_HEAD_INIT, .m_name = "registers_in_first_interpreter_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_registers_in_first_interpreter_repaired(void) {
  return PyModuleDef_Init(&definition);
}
