// Breaks: after a re-import, functions of the old module raise what `except old.Error` catches.
// They ask PyState_FindModule which module they belong to, and the answer is the last one that
// this interpreter imported. Resembles _csv before 3.10.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

// Under this one PyState finds the module: it accepts no definition that has slots.
static PyModuleDef lookup_key = {
    PyModuleDef_HEAD_INIT,
    .m_name = "error_found_by_pystate",
};

static PyObject* Fail(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  PyObject* latest = PyState_FindModule(&lookup_key);  // Borrowed.
  if (latest == NULL) {
    PyErr_SetString(PyExc_SystemError, "error_found_by_pystate is not initialised");
    return NULL;
  }
  PyObject* error = PyObject_GetAttrString(latest, "Error");
  if (error != NULL) {
    PyErr_SetString(error, "asked to fail");
    Py_DECREF(error);
  }
  return NULL;
}

static int Exec(PyObject* module) {
  PyObject* error = PyErr_NewException("error_found_by_pystate.Error", NULL, NULL);
  if (AddNewObject(module, "Error", error) < 0) {
    return -1;
  }
  if (PyModuleDef_Init(&lookup_key) == NULL) {
    return -1;
  }
  return PyState_AddModule(module, &lookup_key);
}

static PyMethodDef functions[] = {
    {"fail", Fail, METH_NOARGS, "Raises the Error of the module that was imported last."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "error_found_by_pystate", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_error_found_by_pystate(void) { return PyModuleDef_Init(&definition); }
