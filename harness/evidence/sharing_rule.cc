#include "evidence/sharing_rule.h"

#include "evidence/object_walk.h"
#include "interpreter/cpython_api.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

// The string of the same value that the current interpreter's table of interned strings holds. A
// copy is interned, never the string itself, so that asking changes nothing about it.
bool IsInternedHere(PyObject* string) {
  Reference bytes = Reference::Steal(PyUnicode_AsEncodedString(string, "utf-8", "surrogatepass"));
  PyObject* copy = bytes ? PyUnicode_Decode(PyBytes_AsString(bytes.get()),
                                            PyBytes_Size(bytes.get()), "utf-8", "surrogatepass")
                         : nullptr;
  if (!copy) {
    PyErr_Clear();
    return false;
  }
  PyUnicode_InternInPlace(&copy);
  Reference canonical = Reference::Steal(copy);
  return canonical.get() == string;
}

// The object of the same value that the current interpreter has once and for all, where it has one:
// a new reference, or none.
Reference Singleton(PyObject* object) {
  if (PyTuple_Check(object) && PyTuple_Size(object) == 0) return Reference::Steal(PyTuple_New(0));
  if (PyFrozenSet_Check(object) && PySet_Size(object) == 0)
    return Reference::Steal(PyFrozenSet_New(nullptr));
  if (PyBytes_Check(object) && PyBytes_Size(object) <= 1) {
    return Reference::Steal(
        PyBytes_FromStringAndSize(PyBytes_AsString(object), PyBytes_Size(object)));
  }
  if (PyLong_CheckExact(object)) {
    int overflow = 0;
    const long value = PyLong_AsLongAndOverflow(object, &overflow);
    if (!overflow) return Reference::Steal(PyLong_FromLong(value));
  }
  if (PyUnicode_Check(object) && PyUnicode_GetLength(object) <= 1) {
    // Decoded, not copied: only decoding looks the one-character strings up.
    Reference bytes = Reference::Steal(PyUnicode_AsEncodedString(object, "utf-8", "surrogatepass"));
    if (bytes)
      return Reference::Steal(PyUnicode_Decode(
          PyBytes_AsString(bytes.get()), PyBytes_Size(bytes.get()), "utf-8", "surrogatepass"));
  }
  return {};
}

bool IsSingletonHere(PyObject* object) {
  const Reference singleton = Singleton(object);
  PyErr_Clear();
  return singleton.get() == object;
}

// A descriptor or a method of one of the runtime's static types: up to 3.11 the process has each of
// them once, and a class that takes it over (enum.StrEnum.__str__) makes it reachable.
bool IsPartOfRuntimeType(PyObject* object) {
  const char* owner = nullptr;
  PyTypeObject* const type = Py_TYPE(object);
  if (type == &PyCFunction_Type) owner = "__self__";
  for (const PyTypeObject* descriptor :
       {&PyWrapperDescr_Type, &PyMethodDescr_Type, &PyGetSetDescr_Type, &PyMemberDescr_Type,
        &PyClassMethodDescr_Type}) {
    if (type == descriptor) owner = "__objclass__";
  }
  if (!owner) return false;
  Reference found = Reference::Steal(PyObject_GetAttrString(object, owner));
  PyErr_Clear();
  return found && PyType_Check(found.get()) && InRuntimeImage(found.get()) &&
         !(PyType_GetFlags(reinterpret_cast<PyTypeObject*>(found.get())) & Py_TPFLAGS_HEAPTYPE);
}

bool IsContainer(PyObject* object) {
  return PyDict_Check(object) || PyList_Check(object) || PyAnySet_Check(object) ||
         PyByteArray_Check(object) || PyObject_TypeCheck(object, &PyModule_Type);
}

std::string ObjectionToType(PyObject* type, bool builtin_target) {
  if (PyType_GetFlags(reinterpret_cast<PyTypeObject*>(type)) & Py_TPFLAGS_HEAPTYPE)
    return "a heap type";
  if (cpython::IsManagedStaticType(type)) return {};
  if (InRuntimeImage(type) && !builtin_target) return {};
  return "a static type that the runtime does not keep per interpreter";
}

// Deeper than any constant of source code; a tuple that holds itself has no end.
constexpr int kDeepest = 20;

bool IsConstant(PyObject* object, int depth) {
  PyTypeObject* const type = Py_TYPE(object);
  if (object == Py_None || object == Py_Ellipsis) return true;
  for (const PyTypeObject* simple : {&PyUnicode_Type, &PyLong_Type, &PyFloat_Type, &PyBytes_Type,
                                     &PyBool_Type, &PyComplex_Type}) {
    if (type == simple) return true;
  }
  if (depth == kDeepest || (type != &PyTuple_Type && type != &PyFrozenSet_Type)) return false;
  const Reference parts = type == &PyTuple_Type ? Reference::Borrow(object)
                                                : Reference::Steal(PySequence_Tuple(object));
  PyErr_Clear();
  if (!parts) return false;
  for (Py_ssize_t i = 0; i < PyTuple_Size(parts.get()); ++i) {
    PyObject* const part = PyTuple_GetItem(parts.get(), i);  // nullptr: still being made
    if (!part || !IsConstant(part, depth + 1)) return false;
  }
  return true;
}

}  // namespace

bool IsConstant(PyObject* object) { return IsConstant(object, 0); }

std::string SharingObjection(PyObject* object, bool builtin_target) {
  if (PyType_Check(object)) return ObjectionToType(object, builtin_target);
  if (InRuntimeImage(object) || IsSingletonHere(object)) return {};
  if (PyUnicode_Check(object))
    return IsInternedHere(object) ? "" : "a string of another interpreter";
  if (IsPartOfRuntimeType(object)) return {};
  if (!cpython::IsImmortal(object)) return "a mortal object";
  return IsContainer(object) ? "an immortal container" : "";
}

}  // namespace isograde
