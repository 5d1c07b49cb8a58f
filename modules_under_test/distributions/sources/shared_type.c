// A heap type made by the first import is the type of every interpreter. It cannot be changed (from
// 3.10 on), nor subclassed: sharing it is all that is wrong.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

#if PY_VERSION_HEX >= 0x030a0000
#define IMMUTABLE_TYPE Py_TPFLAGS_IMMUTABLETYPE
#else
#define IMMUTABLE_TYPE 0
#endif

static PyObject* shape_type = NULL;

static PyType_Slot shape_slots[] = {
    {Py_tp_doc, "One type object for the whole process."},
    {0, NULL},
};

static PyType_Spec shape_spec = {
    .name = MODULE_NAME ".Shape",
    .flags = Py_TPFLAGS_DEFAULT | IMMUTABLE_TYPE,
    .slots = shape_slots,
};

static int Exec(PyObject* module) {
  if (shape_type == NULL) {
    shape_type = PyType_FromSpec(&shape_spec);
  }
  return AddObjectRef(module, "Shape", shape_type);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = MODULE_NAME,
    .m_size = 0,
    .m_slots = slots,
};

PyMODINIT_FUNC INIT_FUNCTION(void) { return PyModuleDef_Init(&definition); }
