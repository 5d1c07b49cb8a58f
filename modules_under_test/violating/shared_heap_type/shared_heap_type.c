// Breaks: no mortal object is reachable from the module in two interpreters at once.
// A heap type made by the first import is the type of every interpreter. It cannot be subclassed,
// nor (from 3.10 on) changed, so that sharing it is all that is wrong. Resembles _decimal before
// 3.13 and extensions made with PyO3.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

#if PY_VERSION_HEX >= 0x030a0000
#define IMMUTABLE_TYPE Py_TPFLAGS_IMMUTABLETYPE
#else
#define IMMUTABLE_TYPE 0
#endif

static PyObject* context_type = NULL;

static PyType_Slot context_slots[] = {
    {Py_tp_doc, "One type object for the whole process."},
    {0, NULL},
};

static PyType_Spec context_spec = {
    .name = "shared_heap_type.Context",
    .flags = Py_TPFLAGS_DEFAULT | IMMUTABLE_TYPE,
    .slots = context_slots,
};

static int Exec(PyObject* module) {
  if (context_type == NULL) {
    context_type = PyType_FromSpec(&context_spec);
  }
  return AddObjectRef(module, "Context", context_type);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "shared_heap_type",
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_shared_heap_type(void) { return PyModuleDef_Init(&definition); }
