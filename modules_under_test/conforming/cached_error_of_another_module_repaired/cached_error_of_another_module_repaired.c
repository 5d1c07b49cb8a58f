// Conforming: the exception class of another module is looked up in the interpreter that raises it.
#include <Python.h>

#include "support/slots.h"

// A new reference.
static PyObject* DecodeError(void) {
  PyObject* decoder = PyImport_ImportModule("json.decoder");
  PyObject* error = decoder ? PyObject_GetAttrString(decoder, "JSONDecodeError") : NULL;
  Py_XDECREF(decoder);
  return error;
}

static PyObject* Decode(PyObject* Py_UNUSED(module), PyObject* text) {
  PyObject* error = DecodeError();
  PyObject* raised = error ? PyObject_CallFunction(error, "sOi", "no value", text, 0) : NULL;
  if (raised != NULL) {
    PyErr_SetObject(error, raised);
  }
  Py_XDECREF(raised);
  Py_XDECREF(error);
  return NULL;
}

static PyObject* Add(PyObject* Py_UNUSED(module), PyObject* args) {
  long left, right;
  if (!PyArg_ParseTuple(args, "ll:add", &left, &right)) {
    return NULL;
  }
  return PyLong_FromLong(left + right);
}

static PyMethodDef functions[] = {
    {"decode", Decode, METH_O, "Raises json.decoder.JSONDecodeError: there is nothing to decode."},
    {"add", Add, METH_VARARGS, "The sum of two small integers; TypeError if they are none."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "cached_error_of_another_module_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_cached_error_of_another_module_repaired(void) {
  return PyModuleDef_Init(&definition);
}
