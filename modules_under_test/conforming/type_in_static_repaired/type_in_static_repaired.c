// Conforming: type_in_static, repaired. The type is in the module's state.
#include <Python.h>

#include "support/slots.h"

static PyObject* Area(PyObject* Py_UNUSED(self), PyObject* Py_UNUSED(ignored)) {
  return PyLong_FromLong(12);
}

static PyMethodDef shape_methods[] = {
    {"area", Area, METH_NOARGS, "The area of the shape."},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot shape_slots[] = {
    {Py_tp_methods, shape_methods},
    {0, NULL},
};

static PyType_Spec shape_spec = {
    .name = "type_in_static_repaired.Shape",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = shape_slots,
};

typedef struct {
  PyTypeObject* shape_type;
} State;

static PyObject* Shape(PyObject* module, PyObject* Py_UNUSED(ignored)) {
  State* state = PyModule_GetState(module);
  return PyObject_CallObject((PyObject*)state->shape_type, NULL);
}

static int Exec(PyObject* module) {
  State* state = PyModule_GetState(module);
  state->shape_type = (PyTypeObject*)PyType_FromSpec(&shape_spec);
  return state->shape_type == NULL ? -1 : 0;
}

static int Traverse(PyObject* module, visitproc visit, void* arg) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {  // Before 3.9 this is called on modules that have no state yet.
    Py_VISIT(state->shape_type);
  }
  return 0;
}

static int Clear(PyObject* module) {
  State* state = PyModule_GetState(module);
  if (state != NULL) {
    Py_CLEAR(state->shape_type);
  }
  return 0;
}

static void Free(void* module) { Clear(module); }

static PyMethodDef functions[] = {
    {"shape", Shape, METH_NOARGS, "A new shape."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, Exec},
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, NULL},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,   .m_name = "type_in_static_repaired",
    .m_size = sizeof(State), .m_methods = functions,
    .m_slots = slots,        .m_traverse = Traverse,
    .m_clear = Clear,        .m_free = Free,
};

PyMODINIT_FUNC PyInit_type_in_static_repaired(void) { return PyModuleDef_Init(&definition); }
