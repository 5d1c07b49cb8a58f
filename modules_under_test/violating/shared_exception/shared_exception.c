// Breaks: one interpreter's exception class does not match another's.
// The first import makes the Error of the process: each interpreter catches what its own functions
// raise, and would catch everybody else's. It can be neither subclassed nor (from 3.10 on) changed,
// so that nothing else crosses. Resembles _sqlite3 before 3.11.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

#if PY_VERSION_HEX >= 0x030a0000
#define IMMUTABLE_TYPE Py_TPFLAGS_IMMUTABLETYPE
#else
#define IMMUTABLE_TYPE 0
#endif

static PyObject* error = NULL;

static PyType_Slot error_slots[] = {
    {Py_tp_doc, "One exception class for the whole process."},
    {0, NULL},
};

static PyType_Spec error_spec = {
    .name = "shared_exception.Error",
    .flags = Py_TPFLAGS_DEFAULT | IMMUTABLE_TYPE,
    .slots = error_slots,
};

static PyObject* Fail(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  PyErr_SetString(error, "asked to fail");
  return NULL;
}

static int Exec(PyObject* module) {
  if (error == NULL) {
    PyObject* bases = PyTuple_Pack(1, PyExc_Exception);
    error = bases == NULL ? NULL : PyType_FromSpecWithBases(&error_spec, bases);
    Py_XDECREF(bases);
  }
  return AddObjectRef(module, "Error", error);
}

static PyMethodDef functions[] = {
    {"fail", Fail, METH_NOARGS, "Raises the Error of the process."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "shared_exception", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_exception(void) { return PyModuleDef_Init(&definition); }
