// Breaks: a module imports in every interpreter without a crash.
// The first interpreter of the process gets the only table there is; each other one gets NULL and
// writes through it. Resembles modules that use the result of PyState_FindModule unchecked.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

typedef struct {
  long users;
} Table;

static Table the_only_table;

static Table* FindTable(void) { return RunsInFirstInterpreter() ? &the_only_table : NULL; }

static int Exec(PyObject* Py_UNUSED(module)) {
  Table* volatile table = FindTable();  // Volatile: the compiler must not see that it is NULL.
  table->users++;
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
    .m_name = "crashes_in_second_interpreter",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_crashes_in_second_interpreter(void) { return PyModuleDef_Init(&definition); }
