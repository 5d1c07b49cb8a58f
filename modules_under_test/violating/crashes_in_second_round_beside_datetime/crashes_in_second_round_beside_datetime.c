// Breaks: the module goes on working when CPython is finalised and initialised again.
// It imports datetime, by which some CPythons crash where this crashes by itself: no excuse.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

static int Import(const char* name) {
  PyObject* module = PyImport_ImportModule(name);
  Py_XDECREF(module);
  return module == NULL ? -1 : 0;
}

// Volatile, or the compiler leaves out what it sees to have no effect.
__attribute__((noinline)) static void Crash(void) {
  volatile int* volatile nowhere = NULL;
  *nowhere = 1;
}

static int was_finalised = 0;

static void NoteEnd(void) { was_finalised = 1; }

static int Exec(PyObject* module) {
  (void)module;
  static int is_noted = 0;
  if (was_finalised) {
    Crash();
  }
  if (!is_noted) {
    is_noted = Py_AtExit(NoteEnd) == 0;
  }
  return Import("datetime");
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
    PyModuleDef_HEAD_INIT, .m_name = "crashes_in_second_round_beside_datetime",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_crashes_in_second_round_beside_datetime(void) {
  return PyModuleDef_Init(&definition);
}
