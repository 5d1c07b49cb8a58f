// Breaks: the module imports and works again after Py_FinalizeEx and Py_Initialize.
// A library is opened once per process, closed when Python ends, and not opened again. Further
// interpreters are turned away by the id of the first one, which is the same after Py_Initialize:
// the guard does not see it. Resembles modules that Cython makes, and their guard.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

typedef enum { kNew, kOpen, kClosed } Library;

static Library library = kNew;

static void CloseLibrary(void) { library = kClosed; }

static int OpenLibraryOnce(void) {
  if (library == kNew) {
    library = kOpen;
    return Py_AtExit(CloseLibrary);
  }
  return 0;
}

static PyObject* Add(PyObject* Py_UNUSED(module), PyObject* args) {
  long left, right;
  if (!PyArg_ParseTuple(args, "ll:add", &left, &right)) {
    return NULL;
  }
  if (library != kOpen) {
    PyErr_SetString(PyExc_RuntimeError, "the library is closed");
    return NULL;
  }
  return PyLong_FromLong(left + right);
}

static int Exec(PyObject* Py_UNUSED(module)) {
  if (!RunsInFirstInterpreter()) {
    PyErr_SetString(PyExc_ImportError,
                    "closes_its_library_for_good can be loaded into one interpreter per process");
    return -1;
  }
  return OpenLibraryOnce();
}

static PyMethodDef functions[] = {
    {"add", Add, METH_VARARGS, "The sum of two small integers, by the library."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "closes_its_library_for_good",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_closes_its_library_for_good(void) { return PyModuleDef_Init(&definition); }
