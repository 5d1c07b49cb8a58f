// Breaks: opening it leaves the process as it was. It turns away every interpreter but the main one
// by an ImportError of its own, and that cleanly; but by then its library was opened in main, and
// a constructor has the processor take denormal numbers for zero, for everyone.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

// Bits 6 and 15 of the control register: denormals are zero, flush to zero.
__attribute__((constructor)) static void TakeDenormalsForZero(void) {
#if defined(__x86_64__)
  _mm_setcsr(_mm_getcsr() | 0x8040);
#endif
}

static PyObject* Half(PyObject* Py_UNUSED(module), PyObject* args) {
  double number;
  if (!PyArg_ParseTuple(args, "d:half", &number)) {
    return NULL;
  }
  return PyFloat_FromDouble(number / 2);
}

static int Exec(PyObject* Py_UNUSED(module)) {
  if (CurrentInterpreter() != PyInterpreterState_Main()) {
    PyErr_SetString(PyExc_ImportError,
                    "refuses_after_its_constructor can be loaded into the main interpreter only");
    return -1;
  }
  return 0;
}

static PyMethodDef functions[] = {
    {"half", Half, METH_VARARGS, "Half of a number."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_INTERPRETERS_NOT_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "refuses_after_its_constructor",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_refuses_after_its_constructor(void) { return PyModuleDef_Init(&definition); }
