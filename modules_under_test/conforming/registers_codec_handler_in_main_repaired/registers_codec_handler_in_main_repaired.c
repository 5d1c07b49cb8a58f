// Keeps: importing it in one interpreter leaves the codec registry of the others as it was. It
// registers its error handler in the interpreter that imports it.
#include <Python.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  PyObject* handler = PyCodec_LookupError("replace");
  if (handler == NULL) {
    return -1;
  }
  int failed = PyCodec_RegisterError("registers_codec_handler_in_main", handler);
  Py_DECREF(handler);
  return failed;
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
    PyModuleDef_HEAD_INIT, .m_name = "registers_codec_handler_in_main_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_registers_codec_handler_in_main_repaired(void) {
  return PyModuleDef_Init(&definition);
}
