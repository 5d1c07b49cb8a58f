#include "evidence/object_probe.h"

#include <sys/uio.h>
#include <unistd.h>

#include <cstring>

#include "base/error.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde {
namespace {

// The object header that every CPython without free threading has had: a reference count, then the
// type.
struct Header {
  std::uint64_t count;
  std::uintptr_t type;
};

// No count needs more than 32 bits, nor does that of an immortal object; 3.14 and newer keep flags
// in the uppermost 16. An address has other bits: a struct that begins with pointers, such as
// PyDateTime_CAPI, is no object.
bool IsCount(std::uint64_t word) { return (word & 0xFFFF'FFFF) != 0 && (word >> 32 & 0xFFFF) == 0; }

}  // namespace

bool ReadMemory(std::uintptr_t address, void* to, std::size_t size) {
  iovec local{to, size};
  iovec remote{reinterpret_cast<void*>(address), size};
  return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == static_cast<ssize_t>(size);
}

void EachTracked(const std::function<void(PyObject*)>& function) {
  const Reference gc = Reference::Steal(PyImport_ImportModule("gc"));
  const Reference objects =
      Reference::Steal(gc ? PyObject_CallMethod(gc.get(), "get_objects", nullptr) : nullptr);
  if (!objects) throw HarnessError("no gc.get_objects: " + Text(TakeRaised()));
  const Py_ssize_t count = PyList_Size(objects.get());
  for (Py_ssize_t i = 0; i < count; ++i) function(PyList_GetItem(objects.get(), i));
}

bool IsStillObject(std::uintptr_t address, const PyTypeObject* type) {
  Header header{};
  return ReadMemory(address, &header, sizeof header) && IsCount(header.count) &&
         header.type == reinterpret_cast<std::uintptr_t>(type);
}

ObjectProbe::ObjectProbe() {
  EachTracked([&](PyObject* object) {
    types_.insert(reinterpret_cast<std::uintptr_t>(Py_TYPE(object)));
    if (PyType_Check(object)) types_.insert(reinterpret_cast<std::uintptr_t>(object));
  });
  // Static types, which the collector does not know, are found as subclasses of each other, all
  // from `object` down.
  std::vector<Reference> left;
  left.push_back(Reference::Borrow(reinterpret_cast<PyObject*>(&PyBaseObject_Type)));
  types_.insert(reinterpret_cast<std::uintptr_t>(&PyBaseObject_Type));
  std::unordered_set<PyObject*> visited;
  while (!left.empty()) {
    const Reference type = std::move(left.back());
    left.pop_back();
    if (!visited.insert(type.get()).second) continue;
    types_.insert(reinterpret_cast<std::uintptr_t>(type.get()));
    Reference below = Reference::Steal(PyObject_CallMethod(
        reinterpret_cast<PyObject*>(&PyType_Type), "__subclasses__", "O", type.get()));
    for (Py_ssize_t i = 0; below && i < PyList_Size(below.get()); ++i)
      left.push_back(Reference::Borrow(PyList_GetItem(below.get(), i)));
    PyErr_Clear();
  }
}

std::vector<PyObject*> ObjectProbe::ObjectsIn(const void* begin, std::size_t size) const {
  std::vector<PyObject*> found;
  const auto* const bytes = static_cast<const char*>(begin);
  for (std::size_t at = 0; at + sizeof(std::uintptr_t) <= size; at += sizeof(std::uintptr_t)) {
    std::uintptr_t word = 0;
    std::memcpy(&word, bytes + at, sizeof word);
    if (IsObject(word)) found.push_back(reinterpret_cast<PyObject*>(word));
  }
  return found;
}

bool ObjectProbe::IsObjectIn(const void* memory) const {
  Header header{};
  std::memcpy(&header, memory, sizeof header);
  return IsCount(header.count) && types_.contains(header.type);
}

bool ObjectProbe::IsObject(std::uintptr_t word) const {
  Header header{};
  return word % alignof(void*) == 0 && word > 4096 && ReadMemory(word, &header, sizeof header) &&
         IsCount(header.count) && types_.contains(header.type);
}

}  // namespace isograde
