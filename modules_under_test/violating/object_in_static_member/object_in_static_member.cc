// Breaks: no static variable of the library holds a Python object that belongs to one interpreter.
// It is a static member of a class. Resembles wrappers that keep their Python type or their
// constants with the C++ class.
#include <Python.h>

#include "support/slots.h"

namespace geometry {

class Point {
 public:
  static PyObject* Origin() {
    if (origin_ == nullptr) {
      origin_ = Py_BuildValue("(dd)", 0.0, 0.0);
    }
    Py_XINCREF(origin_);
    return origin_;
  }

 private:
  static PyObject* origin_;
};

PyObject* Point::origin_ = nullptr;

}  // namespace geometry

static PyObject* Origin(PyObject*, PyObject*) { return geometry::Point::Origin(); }

static PyMethodDef functions[] = {
    {"origin", Origin, METH_NOARGS, "The point from which all are measured."},
    {nullptr, nullptr, 0, nullptr},
};

static PyModuleDef_Slot slots[] = {
    DECLARES_OWN_GIL_SUPPORTED,
    DECLARES_GIL_NOT_USED,
    {0, nullptr},
};

static PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    "object_in_static_member",
    nullptr,
    0,
    functions,
    slots,
    nullptr,
    nullptr,
    nullptr,
};

PyMODINIT_FUNC PyInit_object_in_static_member(void) { return PyModuleDef_Init(&definition); }
