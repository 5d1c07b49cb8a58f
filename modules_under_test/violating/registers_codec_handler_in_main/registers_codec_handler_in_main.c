// Breaks: importing it in one interpreter leaves the codec registry of the others as it was. It
// registers an error handler in the main interpreter, whichever imports it.
// Resembles modules that hold on to the main interpreter to "register once".
#include <Python.h>

#include "support/slots.h"

static int RegisterHandler(void) {
  PyObject* handler = PyCodec_LookupError("replace");
  if (handler == NULL) {
    return -1;
  }
  int failed = PyCodec_RegisterError("registers_codec_handler_in_main", handler);
  Py_DECREF(handler);
  return failed;
}

static int Exec(PyObject* Py_UNUSED(module)) {
  PyThreadState* here = PyThreadState_Get();
  PyThreadState* in_main = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
  if (here == in_main) {
    return 0;
  }
  PyThreadState_Swap(in_main);
  int failed = RegisterHandler();
  PyThreadState_Swap(here);
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
    PyModuleDef_HEAD_INIT, .m_name = "registers_codec_handler_in_main",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_registers_codec_handler_in_main(void) {
  return PyModuleDef_Init(&definition);
}
