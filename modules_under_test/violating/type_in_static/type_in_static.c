// Breaks: no static variable of the library holds a Python object that belongs to one interpreter.
// A heap type is as much of an object as any, though the variable says PyTypeObject *. Resembles
// modules whose static types were made heap types, and nothing else.
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
    .name = "type_in_static.Shape",
    .basicsize = sizeof(PyObject),
    .flags = Py_TPFLAGS_DEFAULT,
    .slots = shape_slots,
};

static PyTypeObject* shape_type = NULL;

static PyObject* Shape(PyObject* Py_UNUSED(module), PyObject* Py_UNUSED(ignored)) {
  return PyObject_CallObject((PyObject*)shape_type, NULL);
}

static int Exec(PyObject* Py_UNUSED(module)) {
  shape_type = (PyTypeObject*)PyType_FromSpec(&shape_spec);
  return shape_type == NULL ? -1 : 0;
}

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
    PyModuleDef_HEAD_INIT,  .m_name = "type_in_static", .m_size = 0,
    .m_methods = functions, .m_slots = slots,
};

PyMODINIT_FUNC PyInit_type_in_static(void) { return PyModuleDef_Init(&definition); }
