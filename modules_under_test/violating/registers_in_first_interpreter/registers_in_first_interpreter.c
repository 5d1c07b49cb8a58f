// Breaks: importing it in one interpreter leaves sys.modules of the others as it was. The first
// interpreter's dict is kept in a static variable, and every later import adds itself there.
// Resembles modules that cache sys.modules, warnings.filters or a registry of theirs.
#include <Python.h>

#include "support/slots.h"

static PyObject* modules_of_first = NULL;
static int imports = 0;

static int Exec(PyObject* Py_UNUSED(module)) {
  if (modules_of_first == NULL) {
    modules_of_first = PyImport_GetModuleDict();
    Py_INCREF(modules_of_first);
  }
  char name[64];
  PyOS_snprintf(name, sizeof name, "registered_%d", ++imports);
  return PyDict_SetItemString(modules_of_first, name, Py_None);
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
    PyModuleDef_HEAD_INIT, .m_name = "registers_in_first_interpreter",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_registers_in_first_interpreter(void) { return PyModuleDef_Init(&definition); }
