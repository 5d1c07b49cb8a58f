// What a module can declare in its PyModuleDef_Slot array, on every CPython:
//
//   static PyModuleDef_Slot slots[] = {
//       {Py_mod_exec, Exec},
//       DECLARES_OWN_GIL_SUPPORTED,
//       DECLARES_GIL_NOT_USED,
//       {0, NULL},
//   };
//
// A declaration that the CPython being compiled for does not know ends the array. So the
// declarations come last, in the order in which CPython learned them: interpreters, then GIL.
#pragma once

#include <Python.h>

#if PY_VERSION_HEX >= 0x030c0000
#define DECLARES_OWN_GIL_SUPPORTED \
  { Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED }
#define DECLARES_SHARED_GIL_SUPPORTED \
  { Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED }
#define DECLARES_INTERPRETERS_NOT_SUPPORTED \
  { Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED }
#else
#define DECLARES_OWN_GIL_SUPPORTED \
  { 0, NULL }
#define DECLARES_SHARED_GIL_SUPPORTED \
  { 0, NULL }
#define DECLARES_INTERPRETERS_NOT_SUPPORTED \
  { 0, NULL }
#endif

#if PY_VERSION_HEX >= 0x030d0000
#define DECLARES_GIL_USED \
  { Py_mod_gil, Py_MOD_GIL_USED }
#define DECLARES_GIL_NOT_USED \
  { Py_mod_gil, Py_MOD_GIL_NOT_USED }
#else
#define DECLARES_GIL_USED \
  { 0, NULL }
#define DECLARES_GIL_NOT_USED \
  { 0, NULL }
#endif
