// Breaks: interpreters import the module at the same time without a crash.
// It imports datetime, by which some CPythons crash where this crashes by itself: no excuse.
#include <unistd.h>

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

static volatile int at_work = 0;

// With a GIL each, several may be here at once.
static void RefuseCompany(void) {
  if (__atomic_fetch_add(&at_work, 1, __ATOMIC_SEQ_CST) > 0) {
    Crash();
  }
  usleep(20000);
  __atomic_fetch_sub(&at_work, 1, __ATOMIC_SEQ_CST);
}

static int Exec(PyObject* module) {
  (void)module;
  RefuseCompany();
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
    PyModuleDef_HEAD_INIT, .m_name = "crashes_in_parallel_beside_datetime",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_crashes_in_parallel_beside_datetime(void) {
  return PyModuleDef_Init(&definition);
}
