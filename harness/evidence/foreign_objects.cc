#include "evidence/foreign_objects.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

std::string_view TopLevel(std::string_view name) { return name.substr(0, name.find('.')); }

}  // namespace

void EachModule(const std::function<void(PyObject*, PyObject*)>& function) {
  PyObject* const modules = PyImport_GetModuleDict();
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(modules, &at, &key, &value);) {
    if (PyUnicode_Check(key)) function(key, value);
  }
}

std::string FileOf(PyObject* module) {
  const Reference file =
      Reference::Steal(module ? PyObject_GetAttrString(module, "__file__") : nullptr);
  PyErr_Clear();
  return file && PyUnicode_Check(file.get()) ? TextOf(file.get()) : "";
}

void EachAttribute(PyObject* module, const std::function<void(PyObject*, PyObject*)>& function) {
  if (!module || !PyObject_TypeCheck(module, &PyModule_Type)) return;
  PyObject* key = nullptr;
  PyObject* value = nullptr;
  for (Py_ssize_t at = 0; PyDict_Next(PyModule_GetDict(module), &at, &key, &value);)
    function(key, value);
}

ForeignObjects ForeignObjects::BeforeImport(const std::string& target) {
  ForeignObjects foreign;
  foreign.target_ = target;
  EachModule([&](PyObject*, PyObject* module) { foreign.loaded_before_.insert(module); });
  return foreign;
}

bool IsImportAttribute(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames = {"__name__",   "__spec__", "__package__",
                                                      "__loader__", "__path__", "__file__",
                                                      "__cached__", "__doc__",  "__builtins__"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

void ForeignObjects::Collect(PyObject* module) {
  const bool package_of_its_own = target_.find('.') != std::string::npos;
  EachModule([&](PyObject* key, PyObject* other) {
    if (other == module) return;
    const bool before = loaded_before_.contains(other);
    if (!before) {
      const std::string name = TextOf(key);
      if (TopLevel(name) == TopLevel(target_) &&
          (package_of_its_own || name.size() > target_.size()))
        return;
      brought_along_.push_back(name);
    }
    objects_.push_back(other);
    if (!PyObject_TypeCheck(other, &PyModule_Type)) return;
    objects_.push_back(PyModule_GetDict(other));
    EachAttribute(other, [&](PyObject*, PyObject* value) { objects_.push_back(value); });
  });
  objects_.push_back(PyImport_GetModuleDict());
  std::sort(objects_.begin(), objects_.end());
  if (!loaded_before_.contains(module)) return;
  std::unordered_set<PyObject*> own;
  EachAttribute(module, [&](PyObject* name, PyObject* value) {
    if (!IsImportAttribute(TextOf(name))) own.insert(value);
  });
  std::erase_if(objects_, [&](PyObject* object) { return own.contains(object); });
}

}  // namespace isograde
