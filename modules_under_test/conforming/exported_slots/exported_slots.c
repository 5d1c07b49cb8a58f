// Conforming: exports its slots (PEP 793, 3.15 on) and has no init function and no PyModuleDef.
// Older CPythons, which do not look for the export, get the same module by an init function.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

typedef struct {
  PyObject* error;
} State;

static PyObject* Fail(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  State* state = PyModule_GetState(module);
  PyErr_SetString(state->error, "asked to fail");
  return NULL;
}

static PyObject* Add(PyObject* Py_UNUSED(module), PyObject* args) {
  long left, right;
  if (!PyArg_ParseTuple(args, "ll:add", &left, &right)) {
    return NULL;
  }
  return PyLong_FromLong(left + right);
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  if (state == NULL) {
    return 0;  // Before 3.9 this is called on modules that have no state yet.
  }
  Py_VISIT(state->error);
  return 0;
}

static int Clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  if (state == NULL) {
    return 0;  // Before 3.9 this is called on modules that have no state yet.
  }
  Py_CLEAR(state->error);
  return 0;
}

static void Free(void* module) { Clear(module); }

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  state->error = PyErr_NewException("exported_slots.Error", NULL, NULL);
  return AddObjectRef(module, "Error", state->error);
}

static PyMethodDef functions[] = {
    {"add", Add, METH_VARARGS, "The sum of two small integers."},
    {"fail", Fail, METH_NOARGS, "Raises this module's Error."},
    {NULL, NULL, 0, NULL},
};

#if PY_VERSION_HEX >= 0x030f0000

PyABIInfo_VAR(abi_info);

PyMODEXPORT_FUNC PyModExport_exported_slots(void) {
  static PySlot slots[] = {
      PySlot_STATIC_DATA(Py_mod_abi, &abi_info),
      PySlot_STATIC_DATA(Py_mod_name, "exported_slots"),
      PySlot_STATIC_DATA(Py_mod_methods, functions),
      PySlot_SIZE(Py_mod_state_size, sizeof(State)),
      PySlot_FUNC(Py_mod_state_traverse, Traverse),
      PySlot_FUNC(Py_mod_state_clear, Clear),
      PySlot_FUNC(Py_mod_state_free, Free),
      PySlot_FUNC(Py_mod_exec, Exec),
      PySlot_DATA(Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED),
      PySlot_DATA(Py_mod_gil, Py_MOD_GIL_NOT_USED),
      PySlot_END,
  };
  return slots;
}

#else

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "exported_slots",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_traverse = Traverse,
    .m_clear = Clear,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_exported_slots(void) { return PyModuleDef_Init(&definition); }

#endif
