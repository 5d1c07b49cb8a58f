#include "evidence/foreign_objects.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

void AddWith(PyObject* module, std::vector<PyObject*>& objects) {
  objects.push_back(module);
  if (!PyObject_TypeCheck(module, &PyModule_Type)) return;
  objects.push_back(PyModule_GetDict(module));
  EachAttribute(module, [&](PyObject*, PyObject* value) { objects.push_back(value); });
}

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

ForeignObjects ForeignObjects::BeforeImport(const Target& target) {
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
  std::vector<PyObject*> objects;
  EachModule([&](PyObject* key, PyObject* other) {
    if (other == module) return;
    if (!loaded_before_.contains(other)) {
      const std::string name = TextOf(key);
      if (ComesWith(target_, name)) return;
      brought_along_.push_back(name);
    }
    AddWith(other, objects);
  });
  objects.push_back(PyImport_GetModuleDict());
  std::sort(objects.begin(), objects.end());
  if (loaded_before_.contains(module)) {
    std::unordered_set<PyObject*> own;
    EachAttribute(module, [&](PyObject* name, PyObject* value) {
      if (!IsImportAttribute(TextOf(name))) own.insert(value);
    });
    std::erase_if(objects, [&](PyObject* object) { return own.contains(object); });
  }
  objects_ = std::make_shared<const std::vector<PyObject*>>(std::move(objects));
}

ForeignObjects ForeignObjects::And(const std::vector<PyObject*>& modules) const {
  ForeignObjects more = *this;
  for (PyObject* const module : modules) AddWith(module, more.more_);
  std::sort(more.more_.begin(), more.more_.end());
  return more;
}

}  // namespace isograde
