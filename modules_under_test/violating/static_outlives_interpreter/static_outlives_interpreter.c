// Breaks: when the interpreter that loaded it first has ended, a module works on in the others.
// The first import makes a table that all others find in a C static; its memory goes with the
// interpreter that made it, and the others read it all the same. Resembles modules that keep one
// interpreter's buffers in statics and take the others for its guests.
#include <Python.h>

#include <pthread.h>
#include <sys/mman.h>

#include "support/interpreter.h"
#include "support/slots.h"

enum { kEntries = 512 };

typedef struct {
  long entries[kEntries];  // One page.
} Table;

// The table that an import finds, and whose it is. Under a lock, so that its end is all that is
// wrong with it.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Table* shared_table = NULL;
static int64_t owner = -1;
static int modules_of_owner = 0;

typedef struct {
  Table* table;
  int is_of_owner;
} State;

static Table* MakeTable(void) {
  Table* table =
      mmap(NULL, sizeof(Table), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (table == MAP_FAILED) {
    return NULL;
  }
  for (long i = 0; i < kEntries; i++) {
    table->entries[i] = i * i;
  }
  return table;
}

// Gives the memory back and keeps the address: nothing else can come to lie there, so that reading
// it is a SIGSEGV for certain.
static void ReleaseTable(Table* table) {
  mmap(table, sizeof(Table), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static PyObject* Lookup(PyObject* module, PyObject* number) {
  State* state = PyModule_GetState(module);
  long i = PyLong_AsLong(number);
  if (i < 0 || i >= kEntries) {
    if (!PyErr_Occurred()) {
      PyErr_SetString(PyExc_IndexError, "there is no such entry");
    }
    return NULL;
  }
  return PyLong_FromLong(state->table->entries[i]);
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  int64_t current = PyInterpreterState_GetID(CurrentInterpreter());
  pthread_mutex_lock(&lock);
  if (shared_table == NULL) {
    shared_table = MakeTable();
    owner = current;
  }
  state->table = shared_table;
  if (shared_table != NULL && owner == current) {
    state->is_of_owner = 1;
    modules_of_owner++;
  }
  pthread_mutex_unlock(&lock);
  if (state->table == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  return 0;
}

static void Free(void* module) {
  State* state = PyModule_GetState(module);
  if (state == NULL || !state->is_of_owner) {
    return;
  }
  pthread_mutex_lock(&lock);
  if (--modules_of_owner == 0) {
    ReleaseTable(shared_table);
    shared_table = NULL;  // Whoever comes now makes a new one. Those that are there know the old.
  }
  pthread_mutex_unlock(&lock);
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
    PyModuleDef_HEAD_INIT,   .m_name = "static_outlives_interpreter",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_static_outlives_interpreter(void) { return PyModuleDef_Init(&definition); }
