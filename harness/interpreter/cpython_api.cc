#include "interpreter/cpython_api.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <fmt/format.h>
#include <link.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>

#include "error.h"
#include "interpreter/python_error.h"
#include "interpreter/reference.h"

namespace isograde::cpython {
namespace {

template <typename Function>
Function* Symbol(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_DEFAULT, name));
}

// PyInterpreterConfig of 3.12 to 3.15: seven ints.
struct PyInterpreterConfig {
  int use_main_obmalloc;
  int allow_fork;
  int allow_exec;
  int allow_threads;
  int allow_daemon_threads;
  int check_multi_interp_extensions;
  int gil;  // 1 shared, 2 own
};

// PyStatus of PEP 587: returned by value, so its size matters.
struct PyStatus {
  int type;
  const char* function;
  const char* message;
  int exit_code;
};

using NewFromConfig = PyStatus(PyThreadState**, const PyInterpreterConfig*);

constexpr PyInterpreterConfig FlagsOf(InterpreterConfig config) {
  switch (config) {
    case InterpreterConfig::kLegacy:
      return {.use_main_obmalloc = 1,
              .allow_fork = 1,
              .allow_exec = 1,
              .allow_threads = 1,
              .allow_daemon_threads = 1,
              .check_multi_interp_extensions = 0,
              .gil = 1};
    case InterpreterConfig::kStrict:
      return {.use_main_obmalloc = 1,
              .allow_fork = 1,
              .allow_exec = 1,
              .allow_threads = 1,
              .allow_daemon_threads = 1,
              .check_multi_interp_extensions = 1,
              .gil = 1};
    case InterpreterConfig::kIsolated:
    case InterpreterConfig::kOverride:
      return {.use_main_obmalloc = 0,
              .allow_fork = 0,
              .allow_exec = 0,
              .allow_threads = 1,
              .allow_daemon_threads = 0,
              .check_multi_interp_extensions = 1,
              .gil = 2};
  }
  return {};
}

// The address of the interpreter's PyInterpreterState: PyInterpreterState_Get is public from 3.9
// on.
PyInterpreterState* CurrentInterpreter() {
  static auto* const get = [] {
    auto* found = Symbol<PyInterpreterState*()>("PyInterpreterState_Get");
    return found ? found : Symbol<PyInterpreterState*()>("_PyInterpreterState_Get");
  }();
  if (!get) throw HarnessError("this CPython exports no PyInterpreterState_Get");
  return get();
}

struct VersionNumber {
  int major = 0;
  int minor = 0;
};

VersionNumber ParsedVersion() {
  static const VersionNumber version = [] {
    VersionNumber parsed;
    std::sscanf(Py_GetVersion(), "%d.%d", &parsed.major, &parsed.minor);
    return parsed;
  }();
  return version;
}

// Slot ids of a module definition. 3.15 gave the module slots new numbers (PEP 820) and still takes
// the old ones.
bool IsInterpretersSlot(int id) { return id == 3 || id == 86; }
bool IsGilSlot(int id) { return id == 4 || id == 87; }

void ApplySlot(int id, std::uintptr_t value, ModuleDeclaration& declaration) {
  if (IsInterpretersSlot(id)) {
    declaration.multiple_interpreters =
        value == 0 ? "not_supported" : (value == 1 ? "supported" : "per_interpreter_gil");
  } else if (IsGilSlot(id)) {
    declaration.gil = value == 0 ? "used" : "not_used";
  }
}

// PySlot of 3.15 (PEP 820): the element of the array that PyModExport_<name> returns.
struct PySlot {
  std::uint16_t id;
  std::uint16_t flags;
  std::uint32_t reserved;
  std::uintptr_t value;
};

void ApplyExportSlots(const PySlot* slots, ModuleDeclaration& declaration) {
  constexpr int kSubslots = 92, kDefinitionSlots = 94, kStateSize = 102, kTraverse = 104,
                kClear = 105, kFree = 106;
  for (; slots && slots->id != 0; ++slots) {
    switch (slots->id) {
      case kSubslots:
        ApplyExportSlots(reinterpret_cast<const PySlot*>(slots->value), declaration);
        break;
      case kDefinitionSlots:
        for (auto* old = reinterpret_cast<const PyModuleDef_Slot*>(slots->value); old && old->slot;
             ++old) {
          ApplySlot(old->slot, reinterpret_cast<std::uintptr_t>(old->value), declaration);
        }
        break;
      case kStateSize:
        declaration.state_size = static_cast<std::int64_t>(slots->value);
        break;
      case kTraverse:
        declaration.has_traverse = slots->value != 0;
        break;
      case kClear:
        declaration.has_clear = slots->value != 0;
        break;
      case kFree:
        declaration.has_free = slots->value != 0;
        break;
      default:
        ApplySlot(slots->id, slots->value, declaration);
    }
  }
}

const PySlot* ExportSlots(const std::string& name, const std::string& file) {
  if (!AtLeast(3, 15)) return nullptr;
  const std::string hook = "PyModExport_" + name.substr(name.rfind('.') + 1);
  void* library = file.empty() ? nullptr : dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  void* found = dlsym(library ? library : RTLD_DEFAULT, hook.c_str());
  if (library) dlclose(library);
  return found ? reinterpret_cast<const PySlot* (*)()>(found)() : nullptr;
}

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

namespace {

struct FrameDump {
  const char* (*all_threads)(int, PyInterpreterState*, PyThreadState*) =
      Symbol<const char*(int, PyInterpreterState*, PyThreadState*)>(
          AtLeast(3, 15) ? "PyUnstable_DumpTracebackThreads" : "_Py_DumpTracebackThreads");
  PyInterpreterState* (*first)() = Symbol<PyInterpreterState*()>("PyInterpreterState_Head");
  PyInterpreterState* (*next)(PyInterpreterState*) =
      Symbol<PyInterpreterState*(PyInterpreterState*)>("PyInterpreterState_Next");
  PyThreadState* (*attached)() = [] {
    auto* found = Symbol<PyThreadState*()>("PyThreadState_GetUnchecked");
    return found ? found : Symbol<PyThreadState*()>("_PyThreadState_UncheckedGet");
  }();
  PyObject* (*frame_of)(PyThreadState*) =
      Symbol<PyObject*(PyThreadState*)>("PyThreadState_GetFrame");
  PyObject* (*back)(PyObject*) = Symbol<PyObject*(PyObject*)>("PyFrame_GetBack");
  PyObject* (*code)(PyObject*) = Symbol<PyObject*(PyObject*)>("PyFrame_GetCode");
  int (*line)(PyObject*) = Symbol<int(PyObject*)>("PyFrame_GetLineNumber");
};

const FrameDump& Dump() {
  static const FrameDump dump;
  return dump;
}

std::string AttributeText(PyObject* object, const char* name) {
  const Reference value = Reference::Steal(PyObject_GetAttrString(object, name));
  return value ? TextOf(value.get()) : "?";
}

void DumpOwnThread(int descriptor) {
  const FrameDump& dump = Dump();
  PyThreadState* const state = dump.attached ? dump.attached() : nullptr;
  if (!state || !dump.frame_of || !dump.back || !dump.code || !dump.line) return;
  for (PyObject* frame = dump.frame_of(state); frame; frame = dump.back(frame)) {
    PyObject* const code = dump.code(frame);
    dprintf(descriptor, "  File \"%s\", line %d in %s\n",
            AttributeText(code, "co_filename").c_str(), dump.line(frame),
            AttributeText(code, "co_name").c_str());
  }
}

}  // namespace

void PrepareFrameDump() { Dump(); }

void DumpPythonFrames(int descriptor) {
  const FrameDump& dump = Dump();
  if (!dump.all_threads || !dump.first || !dump.next) return DumpOwnThread(descriptor);
  int index = 0;
  for (PyInterpreterState* one = dump.first(); one && index < 64; one = dump.next(one), ++index)
    dump.all_threads(descriptor, one, nullptr);
}

bool AtLeast(int major, int minor) {
  const auto [host_major, host_minor] = ParsedVersion();
  return host_major > major || (host_major == major && host_minor >= minor);
}

std::string VersionText() {
  const std::string text = Py_GetVersion();
  return text.substr(0, text.find(' '));
}

bool IsDebugBuild() { return PySys_GetObject("gettotalrefcount") != nullptr; }

bool IsFreeThreaded() { return std::strstr(Py_GetVersion(), "free-threading") != nullptr; }

std::vector<InterpreterConfig> SupportedConfigs() {
  if (!Symbol<NewFromConfig>("Py_NewInterpreterFromConfig")) return {InterpreterConfig::kLegacy};
  return {kAllConfigs.begin(), kAllConfigs.end()};
}

PyThreadState* NewInterpreter(InterpreterConfig config) {
  PyThreadState* const caller = PyThreadState_Get();
  auto* const from_config = Symbol<NewFromConfig>("Py_NewInterpreterFromConfig");
  PyThreadState* created = nullptr;
  std::string reason;
  if (!from_config) {
    if (config != InterpreterConfig::kLegacy)
      throw HarnessError("this CPython has no interpreter configs");
    created = Py_NewInterpreter();
  } else {
    const PyInterpreterConfig flags = FlagsOf(config);
    const PyStatus status = from_config(&created, &flags);
    if (status.message) reason = fmt::format(": {}", status.message);
  }
  if (!created) {
    PyThreadState_Swap(caller);
    throw HarnessError(
        fmt::format("CPython did not create a {} interpreter{}", Name(config), reason));
  }
  if (config == InterpreterConfig::kOverride) {
    Reference imp = Reference::Steal(PyImport_ImportModule("_imp"));
    Reference done = Reference::Steal(
        imp ? PyObject_CallMethod(imp.get(), "_override_multi_interp_extensions_check", "i", -1)
            : nullptr);
    if (!done) {
      PyErr_Clear();
      PyThreadState_Swap(caller);
      throw HarnessError("CPython did not let its extension check be overridden");
    }
  }
  return created;
}

std::int64_t CurrentInterpreterId() { return PyInterpreterState_GetID(CurrentInterpreter()); }

bool IsImmortal(PyObject* object) {
  if (!AtLeast(3, 12)) return false;
  static auto* const ask = Symbol<int(PyObject*)>("PyUnstable_IsImmortal");  // 3.14+
  if (ask) return ask(object) != 0;
  // 3.12 and 3.13, 64 bit: the count is a 32-bit field; an immortal one has its sign bit set.
  std::int32_t count = 0;
  std::memcpy(&count, object, sizeof count);
  return count < 0;
}

bool HasImmutableTypes() { return AtLeast(3, 10); }

bool IsManagedStaticType(PyObject* type) {
  constexpr unsigned long kStaticBuiltin = 1UL << 1;
  if (!AtLeast(3, 12)) return false;
  const unsigned long flags = PyType_GetFlags(reinterpret_cast<PyTypeObject*>(type));
  return !(flags & Py_TPFLAGS_HEAPTYPE) && (flags & kStaticBuiltin);
}

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

PyInterpreterState* MainInterpreter() {
  static auto* const main = Symbol<PyInterpreterState*()>("PyInterpreterState_Main");
  if (!main) throw HarnessError("this CPython exports no PyInterpreterState_Main");
  return main();
}

ModuleDeclaration ReadDeclaration(PyObject* module, const std::string& name,
                                  const std::string& file) {
  ModuleDeclaration declaration;
  if (!PyObject_TypeCheck(module, &PyModule_Type)) return declaration;
  const PyModuleDef* definition = PyModule_GetDef(module);
  PyErr_Clear();
  if (!definition) {
    const PySlot* slots = ExportSlots(name, file);
    if (!slots) return declaration;
    declaration = {.init = "export",
                   .multiple_interpreters = "unspecified",
                   .gil = "unspecified",
                   .state_size = 0};
    ApplyExportSlots(slots, declaration);
    return declaration;
  }
  // A definition without slots may be of either kind; only a single-phase module is found
  // interpreter-wide by it (PEP 3121).
  const bool single =
      !definition->m_slots && PyState_FindModule(const_cast<PyModuleDef*>(definition)) != nullptr;
  PyErr_Clear();
  declaration = {.init = single ? "single-phase" : "multi-phase",
                 .multiple_interpreters = "unspecified",
                 .gil = "unspecified",
                 .state_size = definition->m_size,
                 .has_traverse = definition->m_traverse != nullptr,
                 .has_clear = definition->m_clear != nullptr,
                 .has_free = definition->m_free != nullptr};
  for (const PyModuleDef_Slot* slot = definition->m_slots; slot && slot->slot; ++slot) {
    ApplySlot(slot->slot, reinterpret_cast<std::uintptr_t>(slot->value), declaration);
  }
  return declaration;
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

PyObject* CopyContext() {
  static auto* const copy = Symbol<PyObject*()>("PyContext_CopyCurrent");
  if (copy) return copy();
  PyErr_SetString(PyExc_RuntimeError, "this CPython exports no PyContext_CopyCurrent");
  return nullptr;
}

namespace {

// PyObjectArenaAllocator, which the limited API lacks.
struct ArenaAllocator {
  void* context;
  void* (*allocate)(void* context, std::size_t size);
  void (*release)(void* context, void* arena, std::size_t size);
};

ArenaAllocator wrapped_arenas;
std::atomic<std::int64_t> arena_bytes;

void* AllocateArena(void*, std::size_t size) {
  void* const arena = wrapped_arenas.allocate(wrapped_arenas.context, size);
  if (arena) arena_bytes += static_cast<std::int64_t>(size);
  return arena;
}

void ReleaseArena(void*, void* arena, std::size_t size) {
  wrapped_arenas.release(wrapped_arenas.context, arena, size);
  arena_bytes -= static_cast<std::int64_t>(size);
}

}  // namespace

void CountArenas() {
  auto* const get = Symbol<void(ArenaAllocator*)>("PyObject_GetArenaAllocator");
  auto* const set = Symbol<void(ArenaAllocator*)>("PyObject_SetArenaAllocator");
  if (!get || !set || wrapped_arenas.allocate) return;
  get(&wrapped_arenas);
  ArenaAllocator counting = {nullptr, AllocateArena, ReleaseArena};
  set(&counting);
}

std::int64_t ArenaBytes() { return arena_bytes; }

}  // namespace isograde::cpython
