// The runtime as the process holds it: where it lies, and its hooks.

#include <dlfcn.h>
#include <execinfo.h>
#include <link.h>

#include <algorithm>
#include <atomic>
#include <cstring>

#include "interpreter/cpython_api.h"
#include "interpreter/cpython_api_symbol.h"

namespace isograde::cpython {
namespace {

struct ImageSearch {
  std::uintptr_t wanted;
  std::vector<AddressRange> ranges;
};

int CollectImage(dl_phdr_info* info, std::size_t, void* data) {
  auto* search = static_cast<ImageSearch*>(data);
  std::vector<AddressRange> ranges;
  bool holds = false;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD) continue;
    const AddressRange range{info->dlpi_addr + header.p_vaddr,
                             info->dlpi_addr + header.p_vaddr + header.p_memsz};
    holds |= range.begin <= search->wanted && search->wanted < range.end;
    ranges.push_back(range);
  }
  if (holds) search->ranges = std::move(ranges);
  return holds ? 1 : 0;
}

}  // namespace

std::vector<AddressRange> RuntimeImage() {
  // Of the data, not of a function: a function's address may be a trampoline in whoever asks.
  ImageSearch search{.wanted = reinterpret_cast<std::uintptr_t>(&PyType_Type), .ranges = {}};
  dl_iterate_phdr(CollectImage, &search);
  return search.ranges;
}

std::string SharedLibrary() {
  Dl_info info{};
  if (!dladdr(&PyType_Type, &info) || !info.dli_fname) return {};
  const std::string path = info.dli_fname;
  return path.find(".so") == std::string::npos ? "" : path;
}

std::vector<std::pair<std::string, std::uintptr_t>> RuntimeHooks() {
  std::vector<std::pair<std::string, std::uintptr_t>> values;
  for (const char* name : {"PyOS_InputHook", "PyOS_ReadlineFunctionPointer"}) {
    if (const void* hook = dlsym(RTLD_DEFAULT, name)) {
      std::uintptr_t value = 0;
      std::memcpy(&value, hook, sizeof value);
      values.emplace_back(name, value);
    }
  }
  // PyMemAllocatorEx, which the limited API lacks: a context, then malloc, calloc, realloc, free.
  struct Allocator {
    void* context;
    void* (*allocate)(void*, std::size_t);
    void* rest[3];
  };
  static auto* const get = Symbol<void(int, Allocator*)>("PyMem_GetAllocator");
  constexpr const char* kDomains[] = {"allocator of the raw domain", "allocator of the mem domain",
                                      "allocator of the object domain"};
  for (int domain = 0; get && domain < 3; ++domain) {
    Allocator allocator{};
    get(domain, &allocator);
    values.emplace_back(kDomains[domain], reinterpret_cast<std::uintptr_t>(allocator.allocate));
  }
  return values;
}

bool IsMadeByRuntimeAlone(const std::string& module) {
  // struct _inittab, which the limited API lacks.
  struct Row {
    const char* name;
    PyObject* (*make)();
  };
  static const auto* const table =
      static_cast<const Row* const*>(dlsym(RTLD_DEFAULT, "PyImport_Inittab"));
  for (const Row* row = table ? *table : nullptr; row && row->name; ++row) {
    if (module == row->name) return !row->make;
  }
  return false;
}

bool IsOthersSymbol(const std::string& name) {
  static const std::vector<AddressRange> runtime = RuntimeImage();
  const void* const found = dlsym(RTLD_DEFAULT, name.c_str());
  if (!found) return false;
  const auto address = reinterpret_cast<std::uintptr_t>(found);
  return std::none_of(runtime.begin(), runtime.end(), [address](const AddressRange& range) {
    return range.begin <= address && address < range.end;
  });
}

namespace {

using AuditHook = int(const char* event, PyObject* arguments, void* data);
using AddAuditHook = int(AuditHook*, void*);

AddAuditHook* add_audit_hook;
std::atomic<int> added_audit_hooks;

// Both ways to add a hook raise the same event; that the C function does shows in who calls.
int SeeAuditHook(const char* event, PyObject*, void*) {
  if (std::strcmp(event, "sys.addaudithook") != 0) return 0;
  constexpr int kDeepest = 16;
  void* callers[kDeepest];
  const int depth = backtrace(callers, kDeepest);
  for (int i = 0; i < depth; ++i) {
    Dl_info info{};
    if (dladdr(callers[i], &info) && info.dli_saddr == reinterpret_cast<void*>(add_audit_hook)) {
      ++added_audit_hooks;
      break;
    }
  }
  return 0;
}

}  // namespace

void WatchAuditHooks() {
  if (add_audit_hook) return;
  add_audit_hook = Symbol<AddAuditHook>("PySys_AddAuditHook");
  if (add_audit_hook) add_audit_hook(SeeAuditHook, nullptr);
}

int AddedAuditHooks() { return added_audit_hooks; }

const PyMethodDef* MethodEntry(PyObject* object) {
  // PyCFunctionObject and PyMethodDescrObject of 3.8 to 3.15; the limited API has neither.
  struct Function {
    PyObject base;
    const PyMethodDef* entry;
  };
  struct Descriptor {
    PyObject base;
    PyObject *type, *name, *qualified_name;
    const PyMethodDef* entry;
  };
  if (IsFreeThreaded()) return nullptr;
  const PyTypeObject* const type = Py_TYPE(object);
  if (type == &PyCFunction_Type) return reinterpret_cast<Function*>(object)->entry;
  if (type == &PyMethodDescr_Type || type == &PyClassMethodDescr_Type)
    return reinterpret_cast<Descriptor*>(object)->entry;
  return nullptr;
}

}  // namespace isograde::cpython
