// Keeps: deleted from sys.modules and imported again, a module is another module object.
// It has a submodule, whose name is bound in it when the submodule is loaded. Deleted alone, it
// finds the submodule that stayed behind, and misses the name: in a single interpreter as much as
// in several. Resembles asyncio.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static const char part_name[] = "package_that_needs_its_parts.part";

// As `from . import part` does where nobody has loaded it. 0, or -1 on failure.
static int LoadPart(PyObject* module) {
  PyObject* modules = PyImport_GetModuleDict();  // Borrowed.
  if (PyDict_GetItemString(modules, part_name) != NULL) {
    return 0;
  }
  PyObject* part = PyModule_New(part_name);
  if (part == NULL || PyDict_SetItemString(modules, part_name, part) < 0) {
    Py_XDECREF(part);
    return -1;
  }
  return AddNewObject(module, "part", part);
}

static int Exec(PyObject* module) {
  if (LoadPart(module) < 0) {
    return -1;
  }
  if (PyDict_GetItemString(PyModule_GetDict(module), "part") == NULL) {
    PyErr_SetString(PyExc_NameError, "name 'part' is not defined");
    return -1;
  }
  return 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "package_that_needs_its_parts",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_package_that_needs_its_parts(void) { return PyModuleDef_Init(&definition); }
