#include "evidence/object_walk.h"

#include <algorithm>

#include "base/error.h"
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

// What gc.get_referents gives, without a list for each object: from 3.10 on PyType_GetSlot tells of
// static types too. Of what the collector does not know as its own (strings, numbers, static types)
// nothing is shown.
class Referents {
 public:
  Referents() {
    if (cpython::AtLeast(3, 10)) return;
    const Reference gc = Reference::Steal(PyImport_ImportModule("gc"));
    get_ = Reference::Steal(gc ? PyObject_GetAttrString(gc.get(), "get_referents") : nullptr);
    if (!get_) throw HarnessError("no gc.get_referents: " + Text(TakeRaised()));
  }

  template <typename Function>
  void Each(PyObject* object, const Function& function) const {
    PyTypeObject* const type = Py_TYPE(object);
    if (!(PyType_GetFlags(type) & Py_TPFLAGS_HAVE_GC)) return;
    if (get_) return EachOfList(object, function);
    const auto is_gc = reinterpret_cast<inquiry>(PyType_GetSlot(type, Py_tp_is_gc));
    if (is_gc && !is_gc(object)) return;
    const auto traverse = reinterpret_cast<traverseproc>(PyType_GetSlot(type, Py_tp_traverse));
    if (!traverse) return;
    traverse(
        object,
        [](PyObject* referent, void* data) {
          (*static_cast<const Function*>(data))(referent);
          return 0;
        },
        const_cast<void*>(static_cast<const void*>(&function)));
  }

 private:
  template <typename Function>
  void EachOfList(PyObject* object, const Function& function) const {
    const Reference list =
        Reference::Steal(PyObject_CallFunctionObjArgs(get_.get(), object, nullptr));
    if (!list) throw HarnessError("gc.get_referents raised " + Text(TakeRaised()));
    const Py_ssize_t count = PyList_Size(list.get());
    for (Py_ssize_t i = 0; i < count; ++i) function(PyList_GetItem(list.get(), i));
  }

  Reference get_;
};

}  // namespace

bool InRuntimeImage(const void* address) {
  static const std::vector<cpython::AddressRange> image = cpython::RuntimeImage();
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  return std::any_of(image.begin(), image.end(), [wanted](const cpython::AddressRange& range) {
    return range.begin <= wanted && wanted < range.end;
  });
}

ObjectWalk::ObjectWalk(PyObject* module, const ForeignObjects& foreign) {
  const Referents referents;
  const auto found = [&](PyObject* object, std::uint32_t parent) {
    if (!indices_.Insert(object).second) return;
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
    const auto follow = [&](PyObject* object) {
      ++references_;
      found(object, next);
    };
    referents.Each(nodes_[next].object, follow);
  }
}

std::uint32_t ObjectWalk::Find(PyObject* object) const {
  return indices_.Find(object).value_or(kNoParent);
}

std::string ObjectWalk::Path(std::uint32_t index) const {
  std::vector<PyObject*> chain;
  for (std::uint32_t at = index; at != kNoParent; at = nodes_[at].parent)
    chain.push_back(nodes_[at].object);
  std::reverse(chain.begin(), chain.end());
  return DescribePath(chain);
}

}  // namespace isograde
