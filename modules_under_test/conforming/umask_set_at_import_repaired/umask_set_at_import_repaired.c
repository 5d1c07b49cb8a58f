// Conforming: umask_set_at_import, repaired. The file that wants to be private is created with the
// mode that makes it so.
#include <Python.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/slots.h"

static PyObject* PrivateMode(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  char path[] = "isograde-private-XXXXXX";
  const int file = mkostemp(path, O_CLOEXEC);  // mode 0600, less what the umask takes
  struct stat status = {0};
  if (file < 0 || fstat(file, &status) != 0) {
    return PyErr_SetFromErrno(PyExc_OSError);
  }
  close(file);
  unlink(path);
  return PyLong_FromLong(status.st_mode & 0077);
}

static PyMethodDef functions[] = {
    {"private_mode", PrivateMode, METH_NOARGS,
     "Makes a private file and removes it: what others may do with it."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "umask_set_at_import_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_umask_set_at_import_repaired(void) { return PyModuleDef_Init(&definition); }
