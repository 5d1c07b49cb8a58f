// Hostile: writes 8 MiB to standard output in every interpreter, more than any pipe holds.
// Whoever captures the output without reading it meanwhile waits for ever.
#include <Python.h>

#include <string.h>
#include <unistd.h>

#include "support/slots.h"

static int Exec(PyObject* Py_UNUSED(module)) {
  char line[64];
  memset(line, '.', sizeof(line));
  line[sizeof(line) - 1] = '\n';
  for (size_t written = 0; written < (size_t)8 << 20; written += sizeof(line)) {
    if (write(STDOUT_FILENO, line, sizeof(line)) < 0) {
      PyErr_SetFromErrno(PyExc_OSError);
      return -1;
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
    .m_name = "prints_megabytes",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_prints_megabytes(void) { return PyModuleDef_Init(&definition); }
