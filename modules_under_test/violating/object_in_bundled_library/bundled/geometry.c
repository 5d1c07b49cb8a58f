// The library that object_in_bundled_library brings along.
#include <Python.h>

static PyObject* bundled_origin = NULL;

PyObject* OriginOfAll(void) {
  if (bundled_origin == NULL) {
    bundled_origin = Py_BuildValue("(dd)", 0.0, 0.0);
  }
  Py_XINCREF(bundled_origin);
  return bundled_origin;
}
