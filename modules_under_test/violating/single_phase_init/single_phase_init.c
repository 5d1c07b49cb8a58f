// Breaks: an extension initialises in several phases (PEP 489) or by export (PEP 793).
// Its init function makes the module itself and there is one for the process (m_size -1): further
// interpreters get a copy of its dict. Resembles _curses and _tkinter.
#include <Python.h>

#include "support/interpreter.h"

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

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "single_phase_init",
    .m_size = -1,
    .m_methods = functions,
};

PyMODINIT_FUNC PyInit_single_phase_init(void) {
  PyObject* module = PyModule_Create(&definition);
  if (module == NULL) {
    return NULL;
  }
  if (AddNewObject(module, "Error", PyErr_NewException("single_phase_init.Error", NULL, NULL)) <
      0) {
    Py_DECREF(module);
    return NULL;
  }
  return module;
}
