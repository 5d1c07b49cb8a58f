// The library that object_in_bundled_library_repaired brings along. It keeps nothing: whoever asks
// for the point gets an object of their own.
#include <Python.h>

PyObject* NewOrigin(void) { return Py_BuildValue("(dd)", 0.0, 0.0); }
