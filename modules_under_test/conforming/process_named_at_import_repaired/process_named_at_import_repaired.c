// Conforming: process_named_at_import, repaired. What names the process is a function that says so,
// and gives the name that there was.
#include <Python.h>

#include <sys/prctl.h>

#include "support/slots.h"

static PyObject* Named(PyObject* Py_UNUSED(module), PyObject* args) {
  const char* name;
  char usual[16];
  if (!PyArg_ParseTuple(args, "s:named", &name)) {
    return NULL;
  }
  prctl(PR_GET_NAME, usual);
  prctl(PR_SET_NAME, name);
  PyObject* was = PyUnicode_FromString(usual);
  prctl(PR_SET_NAME, usual);
  return was;
}

static PyMethodDef functions[] = {
    {"named", Named, METH_VARARGS, "Names the process for a moment: what it was called before."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "process_named_at_import_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_process_named_at_import_repaired(void) {
  return PyModuleDef_Init(&definition);
}
