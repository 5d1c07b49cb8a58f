#include "evidence/object_path.h"

#include <fmt/format.h>

#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

PyObject* TypeOf(PyObject* object) { return reinterpret_cast<PyObject*>(Py_TYPE(object)); }

// Whether `dict` is the namespace of `owner`: then its keys are attributes.
bool IsNamespaceOf(PyObject* dict, PyObject* owner) {
  return PyDict_Check(dict) && !PyDict_Check(owner) && !PyList_Check(owner) &&
         !PyTuple_Check(owner);
}

std::string DictStep(PyObject* dict, PyObject* wanted, bool attributes) {
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(dict, &at, &key, &value);) {
    if (value == wanted)
      return attributes && PyUnicode_Check(key) ? "." + TextOf(key)
                                                : fmt::format("[{}]", ReprOf(key, 40));
  }
  for (Py_ssize_t at = 0; PyDict_Next(dict, &at, &key, &value);) {
    if (key == wanted) return fmt::format(" (the key {})", ReprOf(key, 40));
  }
  return {};
}

template <typename Size, typename Get>
std::string ItemStep(PyObject* sequence, PyObject* wanted, Size size, Get get) {
  const Py_ssize_t count = size(sequence);
  for (Py_ssize_t i = 0; i < count; ++i) {
    if (get(sequence, i) == wanted) return fmt::format("[{}]", i);
  }
  return {};
}

std::string TypeStep(PyObject* type, PyObject* wanted) {
  for (const char* name : {"__bases__", "__mro__"}) {
    Reference bases = Reference::Steal(PyObject_GetAttrString(type, name));
    if (!bases) {
      PyErr_Clear();
      continue;
    }
    if (bases.get() == wanted) return fmt::format(".{}", name);
    const std::string item = PyTuple_Check(bases.get())
                                 ? ItemStep(bases.get(), wanted, PyTuple_Size, PyTuple_GetItem)
                                 : "";
    if (!item.empty()) return fmt::format(".{}{}", name, item);
  }
  return {};
}

}  // namespace

std::string DescribePath(const std::vector<PyObject*>& chain) {
  if (chain.empty()) return {};
  Reference name = Reference::Steal(PyObject_GetAttrString(chain[0], "__name__"));
  if (!name) PyErr_Clear();
  std::string path = name ? TextOf(name.get()) : TypeName(TypeOf(chain[0]));
  for (std::size_t i = 1; i < chain.size(); ++i) {
    PyObject* const from = chain[i - 1];
    PyObject* const to = chain[i];
    std::string step;
    if (PyDict_Check(from)) {
      step = DictStep(from, to, i >= 2 && IsNamespaceOf(from, chain[i - 2]));
    } else if (PyDict_Check(to) && i + 1 < chain.size() && !PyList_Check(from) &&
               !PyTuple_Check(from)) {
      continue;  // a namespace on the way: the next step names the attribute
    } else if (PyList_Check(from)) {
      step = ItemStep(from, to, PyList_Size, PyList_GetItem);
    } else if (PyTuple_Check(from)) {
      step = ItemStep(from, to, PyTuple_Size, PyTuple_GetItem);
    } else if (PyType_Check(from)) {
      step = TypeStep(from, to);
    }
    if (step.empty() && to == TypeOf(from)) step = ".__class__";
    if (step.empty()) step = fmt::format(" -> {}", TypeName(TypeOf(to)));
    path += step;
  }
  return path;
}

}  // namespace isograde
