// Breaks: opening it leaves the process as it was. A constructor of its library, which runs before
// any init function, has the processor take denormal numbers for zero from then on, whoever
// computes. Resembles libraries that are linked with -ffast-math, whose start-up file does that.
#include <Python.h>

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

static PyMethodDef functions[] = {
    {"half", Half, METH_VARARGS, "Half of a number."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "denormals_zero_by_constructor",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_denormals_zero_by_constructor(void) { return PyModuleDef_Init(&definition); }
