// Breaks: no mortal object is reachable from the module in two interpreters at once.
// What the module shows is made anew for each; only the list at config["search"][0] is the same
// one everywhere. Resembles ports that made the outer layer per module and kept what is below,
// as Cython modules with a global state struct behind their declaration.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static PyObject* search_path = NULL;

static int Exec(PyObject* module) {
  if (search_path == NULL) {
    search_path =
        Py_BuildValue("[ss]", "/usr/share/shared_nested", "/usr/local/share/shared_nested");
    if (search_path == NULL) {
      return -1;
    }
  }
  return AddNewObject(module, "config", Py_BuildValue("{s:(Oi)}", "search", search_path, 2));
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "shared_nested_object",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_nested_object(void) { return PyModuleDef_Init(&definition); }
