// Breaks: each interpreter runs the same code, with no names missing.
// Some functions are registered once per process, hence only in the first interpreter. Resembles
// modules that keep their registration under std::call_once.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* Add(PyObject* Py_UNUSED(module), PyObject* args) {
  long left, right;
  if (!PyArg_ParseTuple(args, "ll:add", &left, &right)) {
    return NULL;
  }
  return PyLong_FromLong(left + right);
}

static PyObject* Negate(PyObject* Py_UNUSED(module), PyObject* number) {
  return PyNumber_Negative(number);
}

static PyMethodDef functions[] = {
    {"add", Add, METH_VARARGS, "The sum of two small integers."},
    {NULL, NULL, 0, NULL},
};

static PyMethodDef functions_registered_once[] = {
    {"negate", Negate, METH_O, "The number with the other sign."},
    {NULL, NULL, 0, NULL},
};

static int Exec(PyObject* module) {
  if (!RunsInFirstInterpreter()) {
    return 0;
  }
  return PyModule_AddFunctions(module, functions_registered_once);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "complete_in_first_interpreter_only",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_complete_in_first_interpreter_only(void) {
  return PyModuleDef_Init(&definition);
}
