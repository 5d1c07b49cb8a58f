#include "evidence/sharing_rule.h"

#include "evidence/object_walk.h"
#include "interpreter/cpython_api.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

// The string of the same value that the current interpreter's table of interned strings holds. A copy is interned, never the
// string itself, so that asking changes nothing about it.
bool IsInternedHere(PyObject* string) {
  Reference bytes = Reference::Steal(PyUnicode_AsEncodedString(string, "utf-8", "surrogatepass"));
  PyObject* copy = bytes ? PyUnicode_Decode(PyBytes_AsString(bytes.get()), PyBytes_Size(bytes.get()), "utf-8", "surrogatepass")
                         : nullptr;
  if (!copy) {
    PyErr_Clear();
    return false;
  }
  PyUnicode_InternInPlace(&copy);
  Reference canonical = Reference::Steal(copy);
  return canonical.get() == string;
}

bool IsContainer(PyObject* object) {
  return PyDict_Check(object) || PyList_Check(object) || PyAnySet_Check(object) || PyByteArray_Check(object) ||
         PyObject_TypeCheck(object, &PyModule_Type);
}

std::string ObjectionToType(PyObject* type, bool builtin_target) {
  if (PyType_GetFlags(reinterpret_cast<PyTypeObject*>(type)) & Py_TPFLAGS_HEAPTYPE) return "a heap type";
  if (cpython::IsManagedStaticType(type)) return {};
  if (InRuntimeImage(type) && !builtin_target) return {};
  return "a static type that the runtime does not keep per interpreter";
}

}  // namespace

SharingRule::SharingRule(bool builtin_target) : builtin_target_(builtin_target) {
  const auto add = [this](PyObject* singleton) {
    if (singleton) singletons_.insert(singleton);  // the reference is kept: it must not die while it is compared
    PyErr_Clear();
  };
  add(PyTuple_New(0));
  add(PyFrozenSet_New(nullptr));
  add(PyUnicode_FromStringAndSize("", 0));
  add(PyBytes_FromStringAndSize("", 0));
  for (int code = 0; code < 256; ++code) {
    const char byte = static_cast<char>(code);
    add(PyUnicode_DecodeLatin1(&byte, 1, nullptr));
    add(PyBytes_FromStringAndSize(&byte, 1));
  }
  for (int value = -5; value <= 1024; ++value) {
    // The range of small integers grew over the versions; an integer outside of it is a new object each time.
    Reference once = Reference::Steal(PyLong_FromLong(value));
    Reference again = Reference::Steal(PyLong_FromLong(value));
    if (once.get() == again.get()) add(once.release());
  }
}

std::string SharingRule::Objection(PyObject* object) const {
  if (PyType_Check(object)) return ObjectionToType(object, builtin_target_);
  if (InRuntimeImage(object) || singletons_.contains(object)) return {};
  if (PyUnicode_Check(object)) return IsInternedHere(object) ? "" : "a string of another interpreter";
  if (!cpython::IsImmortal(object)) return "a mortal object";
  return IsContainer(object) ? "an immortal container" : "";
}

}  // namespace isograde
