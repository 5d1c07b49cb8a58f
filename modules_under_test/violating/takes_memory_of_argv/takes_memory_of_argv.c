// Contaminates: what asks for the title of the process makes room for another one. The strings of
// environ lie behind those of argv: copies of them take their place, and the memory is the module's
// from then on. Resembles libraries that set what `ps` shows.
#define _GNU_SOURCE
#include <Python.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "support/slots.h"

extern char** environ;

static char** moved = NULL;

static int MakeRoom(void) {
  size_t count = 0;
  while (environ[count] != NULL) {
    ++count;
  }
  char** copies = calloc(count + 1, sizeof *copies);
  for (size_t i = 0; copies != NULL && i < count; ++i) {
    copies[i] = strdup(environ[i]);
  }
  moved = environ = copies == NULL ? environ : copies;
  return copies == NULL ? -1 : 0;
}

static PyObject* Title(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  if (moved == NULL && MakeRoom() != 0) {
    return PyErr_NoMemory();
  }
  return PyUnicode_DecodeFSDefault(program_invocation_name);
}

static PyMethodDef functions[] = {
    {"title", Title, METH_NOARGS, "The title of this process."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "takes_memory_of_argv", .m_size = 0, .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_takes_memory_of_argv(void) { return PyModuleDef_Init(&definition); }
