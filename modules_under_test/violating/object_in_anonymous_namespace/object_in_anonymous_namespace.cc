// Breaks: no static variable of the library holds a Python object that belongs to one interpreter.
// Two of them are fields of a struct in an anonymous namespace. Resembles extensions that keep "the
// state" in one struct, but a static one.
#include <Python.h>

#include "support/slots.h"

namespace {

struct Globals {
  long calls;
  PyObject* origin;
  PyObject* unit[2];
};

Globals globals;

}  // namespace

static PyObject* Origin(PyObject*, PyObject*) {
  ++globals.calls;
  Py_INCREF(globals.origin);
  return globals.origin;
}

static int Exec(PyObject*) {
  if (globals.origin == nullptr) {
    globals.origin = Py_BuildValue("(dd)", 0.0, 0.0);
    globals.unit[1] = Py_BuildValue("(dd)", 0.0, 1.0);
  }
  return globals.origin == nullptr || globals.unit[1] == nullptr ? -1 : 0;
}

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "The point from which all are measured."},
    {nullptr, nullptr, 0, nullptr},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, reinterpret_cast<void*>(Exec)},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, nullptr},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    "object_in_anonymous_namespace",
    nullptr,
    0,
    functions,
    slots,
    nullptr,
    nullptr,
    nullptr,
};

PyMODINIT_FUNC PyInit_object_in_anonymous_namespace(void) { return PyModuleDef_Init(&definition); }
