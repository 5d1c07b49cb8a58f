// Conforming: denormals_zero_by_constructor, repaired. Denormal numbers are zero while it computes,
// and what they were before it returns.
#include <Python.h>

#include "support/slots.h"

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

static PyObject* Half(PyObject* Py_UNUSED(module), PyObject* args) {
  double number;
  if (!PyArg_ParseTuple(args, "d:half", &number)) {
    return NULL;
  }
#if defined(__x86_64__)
  const unsigned usual = _mm_getcsr();
  _mm_setcsr(usual | 0x8040);
  number /= 2;
  _mm_setcsr(usual);
#else
  number /= 2;
#endif
  return PyFloat_FromDouble(number);
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
    PyModuleDef_HEAD_INIT, .m_name = "denormals_zero_by_constructor_repaired",
    .m_size = 0,           .m_methods = functions,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_denormals_zero_by_constructor_repaired(void) {
  return PyModuleDef_Init(&definition);
}
