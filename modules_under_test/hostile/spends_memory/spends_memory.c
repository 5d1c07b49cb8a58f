// Hostile: allocates without bound and touches every page, so that the memory is really used.
// It never looks at what malloc returns: at a limit on its address space it dies of SIGSEGV, in
// a control group of SIGKILL.
#include <Python.h>

#include <stdlib.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  const size_t block_size = (size_t)1 << 20;
  const size_t page_size = 4096;
  for (;;) {
    volatile char* block = malloc(block_size);
    for (size_t at = 0; at < block_size; at += page_size) {
      block[at] = 1;
    }
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
    .m_name = "spends_memory",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_spends_memory(void) { return PyModuleDef_Init(&definition); }
