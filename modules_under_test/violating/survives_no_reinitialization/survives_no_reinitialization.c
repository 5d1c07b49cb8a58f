// Breaks: the module imports and works again after Py_FinalizeEx and Py_Initialize.
// A table is made once per process and released by Py_FinalizeEx, and nothing resets what says that
// it has been made: the next import reads memory that is gone. All interpreters of one round may
// use it. Resembles modules that set themselves up under pthread_once or std::call_once.
#include <Python.h>

#include <pthread.h>
#include <sys/mman.h>

#include "support/slots.h"

enum { kEntries = 512 };

typedef struct {
  long entries[kEntries];  // One page.
} Table;

static pthread_once_t is_made = PTHREAD_ONCE_INIT;
static Table* table = NULL;

// Gives the memory back and keeps the address: nothing else can come to lie there, so that reading
// it is a SIGSEGV for certain.
static void ReleaseTable(void) {
  mmap(table, sizeof(Table), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void MakeTable(void) {
  Table* memory =
      mmap(NULL, sizeof(Table), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return;
  }
  for (long i = 0; i < kEntries; i++) {
    memory->entries[i] = i * i;
  }
  table = memory;
  Py_AtExit(ReleaseTable);
}

static __attribute__((noinline)) long ReadTable(long i) { return table->entries[i]; }

static PyObject* Lookup(PyObject* Py_UNUSED(module), PyObject* number) {
  long i = PyLong_AsLong(number);
  if (i < 0 || i >= kEntries) {
    if (!PyErr_Occurred()) {
      PyErr_SetString(PyExc_IndexError, "there is no such entry");
    }
    return NULL;
  }
  return PyLong_FromLong(ReadTable(i));
}

static int Exec(PyObject* module) {
  pthread_once(&is_made, MakeTable);
  if (table == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  return PyModule_AddIntConstant(module, "largest", ReadTable(kEntries - 1));
}

static PyMethodDef functions[] = {
    {"lookup", Lookup, METH_O, "The square of a small number, from a table."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "survives_no_reinitialization",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_survives_no_reinitialization(void) { return PyModuleDef_Init(&definition); }
