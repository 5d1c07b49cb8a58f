// Conforming: replaces_a_slot_of_a_builtin_type, repaired. A class of its own is shown by its
// function, and bytearray itself as ever.
#include <Python.h>

#include "support/slots.h"

static PyObject* Show(PyObject* self) { return PyByteArray_Type.tp_repr(self); }

static PyType_Slot buffer_slots[] = {
    {Py_tp_repr, Show},
    {0, NULL},
};

static PyType_Spec buffer_spec = {
    .name = "replaces_a_slot_of_a_builtin_type_repaired.Buffer",
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = buffer_slots,
};

static int Exec(PyObject* module) {
  PyObject* bases = PyTuple_Pack(1, (PyObject*)&PyByteArray_Type);
  PyObject* type = bases == NULL ? NULL : PyType_FromSpecWithBases(&buffer_spec, bases);
  Py_XDECREF(bases);
  if (type == NULL || PyModule_AddObject(module, "Buffer", type) != 0) {
    Py_XDECREF(type);
    return -1;
  }
  return 0;
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "replaces_a_slot_of_a_builtin_type_repaired",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_replaces_a_slot_of_a_builtin_type_repaired(void) {
  return PyModuleDef_Init(&definition);
}
