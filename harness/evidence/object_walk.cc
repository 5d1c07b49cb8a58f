#include "evidence/object_walk.h"

#include <algorithm>

#include "error.h"
#include "evidence/object_path.h"
#include "interpreter/cpython_api.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

bool IsStaticTypeOfRuntime(PyObject* object) {
  return PyType_Check(object) && InRuntimeImage(object) &&
         !(PyType_GetFlags(reinterpret_cast<PyTypeObject*>(object)) & Py_TPFLAGS_HEAPTYPE);
}

}  // namespace

bool InRuntimeImage(const void* address) {
  static const std::vector<cpython::AddressRange> image = cpython::RuntimeImage();
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  return std::any_of(image.begin(), image.end(), [wanted](const cpython::AddressRange& range) {
    return range.begin <= wanted && wanted < range.end;
  });
}

ObjectWalk::ObjectWalk(PyObject* module, const ForeignObjects& foreign) {
  Reference gc = Reference::Steal(PyImport_ImportModule("gc"));
  Reference get_referents =
      Reference::Steal(gc ? PyObject_GetAttrString(gc.get(), "get_referents") : nullptr);
  if (!get_referents) throw HarnessError("no gc.get_referents: " + Text(TakeRaised()));
  const auto found = [&](PyObject* object, std::uint32_t parent) {
    const auto [entry, is_new] =
        indices_.try_emplace(object, static_cast<std::uint32_t>(nodes_.size()));
    if (!is_new) return;
    Py_IncRef(object);
    const bool other_module = parent != kNoParent && PyObject_TypeCheck(object, &PyModule_Type);
    nodes_.push_back({object, parent,
                      other_module || foreign.Contains(object) || IsStaticTypeOfRuntime(object)});
  };
  found(module, kNoParent);
  for (std::uint32_t next = 0; next < nodes_.size(); ++next) {
    if (nodes_[next].boundary) continue;
    if (nodes_.size() >= kMostObjects) {
      truncated_ = true;
      break;
    }
    Reference referents = Reference::Steal(
        PyObject_CallFunctionObjArgs(get_referents.get(), nodes_[next].object, nullptr));
    if (!referents) throw HarnessError("gc.get_referents raised " + Text(TakeRaised()));
    const Py_ssize_t count = PyList_Size(referents.get());
    for (Py_ssize_t i = 0; i < count; ++i) found(PyList_GetItem(referents.get(), i), next);
  }
}

std::uint32_t ObjectWalk::Find(PyObject* object) const {
  const auto entry = indices_.find(object);
  return entry == indices_.end() ? kNoParent : entry->second;
}

std::string ObjectWalk::Path(std::uint32_t index) const {
  std::vector<PyObject*> chain;
  for (std::uint32_t at = index; at != kNoParent; at = nodes_[at].parent)
    chain.push_back(nodes_[at].object);
  std::reverse(chain.begin(), chain.end());
  return DescribePath(chain);
}

}  // namespace isograde
