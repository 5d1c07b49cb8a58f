// Conforming: static_type, repaired. Each module makes a type of its own from a specification, and
// keeps it in its state.
#include <Python.h>

#include "support/interpreter.h"
#include "support/slots.h"

// ---- the type

typedef struct {
  PyObject_HEAD
} Point;

static PyObject* PointRepr(PyObject* Py_UNUSED(self)) { return PyUnicode_FromString("Point()"); }

static void PointDealloc(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  type->tp_free(self);
  Py_DECREF(type);
}

static PyType_Slot point_slots[] = {
    {Py_tp_dealloc, PointDealloc},
    {Py_tp_repr, PointRepr},
    {0, NULL},
};

static PyType_Spec point_spec = {
    .name = "static_type_repaired.Point",
    .basicsize = sizeof(Point),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = point_slots,
};

// ---- the module

typedef struct {
  PyObject* point_type;
} State;

static PyObject* Origin(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  State* state = PyModule_GetState(module);
  return PyObject_CallObject(state->point_type, NULL);
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
#if PY_VERSION_HEX >= 0x03090000
  state->point_type = PyType_FromModuleAndSpec(module, &point_spec, NULL);
#else
  state->point_type = PyType_FromSpec(&point_spec);
#endif
  return AddObjectRef(module, "Point", state->point_type);
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {  // Before 3.9 this is called on modules that have no state yet.
    Py_VISIT(state->point_type);
  }
  return 0;
}

static int Clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {
    Py_CLEAR(state->point_type);
  }
  return 0;
}

static void Free(void* module) { Clear(module); }

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "The point from which all are measured."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "static_type_repaired",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_traverse = Traverse,
    .m_clear = Clear,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_static_type_repaired(void) { return PyModuleDef_Init(&definition); }
