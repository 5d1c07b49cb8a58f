// Hostile: overwrites the names of the stages that the sandboxed child has noted, which lie in
// memory that it shares with its parent, and aborts. The crash is charged to it all the same.
#include <Python.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/slots.h"

static void Overwrite(char* begin, char* end, const char* what, const char* with) {
  const size_t size = strlen(what);
  for (char* at = begin; at + size < end; ++at) {
    if (memcmp(at, what, size) == 0) {
      memcpy(at, with, size);
    }
  }
}

static int Exec(PyObject* Py_UNUSED(module)) {
  FILE* maps = fopen("/proc/self/maps", "r");
  char line[1024];
  while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
    unsigned long begin, end;
    if (strstr(line, "isograde-stages") != NULL && sscanf(line, "%lx-%lx", &begin, &end) == 2) {
      Overwrite((char*)begin, (char*)end, "import", "\x1b[31m!");
      Overwrite((char*)begin, (char*)end, "ing it", "\r**bad");
    }
  }
  abort();
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "scribbles_over_stages",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_scribbles_over_stages(void) { return PyModuleDef_Init(&definition); }
