#include "interpreter/cpython_api.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstring>

#include "base/error.h"
#include "interpreter/cpython_api_symbol.h"
#include "interpreter/reference.h"

namespace isograde::cpython {
namespace {

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

}  // namespace

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

PyInterpreterState* MainInterpreter() {
  static auto* const main = Symbol<PyInterpreterState*()>("PyInterpreterState_Main");
  if (!main) throw HarnessError("this CPython exports no PyInterpreterState_Main");
  return main();
}

PyObject* CopyContext() {
  static auto* const copy = Symbol<PyObject*()>("PyContext_CopyCurrent");
  if (copy) return copy();
  PyErr_SetString(PyExc_RuntimeError, "this CPython exports no PyContext_CopyCurrent");
  return nullptr;
}

}  // namespace isograde::cpython
