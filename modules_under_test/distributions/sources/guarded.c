// Turns away every interpreter but the first of the process by an ImportError of its own, and
// declares the same to the CPythons that can be told. As what Cython writes.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  if (!RunsInFirstInterpreter()) {
    PyErr_SetString(PyExc_ImportError,
                    MODULE_NAME " can be loaded into one interpreter per process");
    return -1;
  }
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
    DECLARES_INTERPRETERS_NOT_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,  .m_name = MODULE_NAME, .m_size = 0,
    .m_methods = functions, .m_slots = slots,
};

PyMODINIT_FUNC INIT_FUNCTION(void) { return PyModuleDef_Init(&definition); }
