#pragma once

#include <Python.h>

#include <cstdint>
#include <string>
#include <vector>

#include "interpreter/interpreter_config.h"

/// What differs from one CPython to the next, and what the limited API of 3.8 lacks. The only place
/// that looks symbols up by name or asks for the version. Every function wants an attached thread
/// state unless it says otherwise.
namespace isograde::cpython {

/// True when the hosting CPython is `major.minor` or newer.
bool AtLeast(int major, int minor);

/// "3.13.0"; of a debug build too. Needs no thread state.
std::string VersionText();

bool IsDebugBuild();
bool IsFreeThreaded();

/// The configs that this CPython can create: `legacy` alone before 3.12.
std::vector<InterpreterConfig> SupportedConfigs();

/// Creates an interpreter; the calling thread state is detached and the new one is current
/// afterwards. Throws HarnessError with CPython's own words, and leaves the caller's thread state
/// current, where creation is refused.
PyThreadState* NewInterpreter(InterpreterConfig config);

/// Id of the current interpreter: 0 for main. Comparable only while both interpreters live.
std::int64_t CurrentInterpreterId();

/// PEP 683: never deallocated, its reference count is fixed. False on every CPython before 3.12.
bool IsImmortal(PyObject* object);

/// Whether a flag tells types whose attributes cannot be set (Py_TPFLAGS_IMMUTABLETYPE, 3.10+).
bool HasImmutableTypes();

/// Flag `_Py_TPFLAGS_STATIC_BUILTIN` (3.12+): a static type whose mutable parts the runtime keeps
/// per interpreter.
bool IsManagedStaticType(PyObject* type);

/// Range of addresses of a segment of a loaded file, [begin, end).
struct AddressRange {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;
};

/// Where the CPython runtime itself (libpython, or the executable that it is linked into) keeps
/// static storage and code.
std::vector<AddressRange> RuntimeImage();

/// Whether a symbol of that name, as this process resolves it, is something else's than the
/// runtime's. False where nothing has it. Needs no thread state.
bool IsOthersSymbol(const std::string& name);

/// The main interpreter's state. Needs no thread state.
PyInterpreterState* MainInterpreter();

/// Path of the shared library that the runtime is in; empty where it is linked into the executable.
std::string SharedLibrary();

/// Whether no import makes that module: the runtime makes it itself, with each interpreter, and its
/// table of builtin modules has the name without a function (PyImport_Inittab). Taken out of
/// sys.modules, it cannot be had anew: "Cannot re-init internal module" (import.c, create_builtin).
/// Needs no thread state.
bool IsMadeByRuntimeAlone(const std::string& module);

/// What the module declares about itself. Strings as in report.json, empty when there is none.
struct ModuleDeclaration {
  std::string
      init;  ///< "single-phase", "multi-phase", "export"; empty: not a module with a definition
  std::string multiple_interpreters;  ///< "per_interpreter_gil", "supported", "not_supported",
                                      ///< "unspecified"
  std::string gil;                    ///< "used", "not_used", "unspecified"
  std::int64_t state_size = -1;       ///< m_size in bytes; -1: state in statics (PEP 3121)
  bool has_traverse = false;
  bool has_clear = false;
  bool has_free = false;
};

/// Reads the definition (PEP 489) or, from 3.15 on, the export array (PEP 793) behind `module`.
/// `file` is the library that it was loaded from, `name` its full import name; both may be empty
/// for a builtin.
ModuleDeclaration ReadDeclaration(PyObject* module, const std::string& name,
                                  const std::string& file);

/// What an extension module built for this CPython would declare that may be loaded in interpreters
/// with a GIL of their own and needs none: the slots that this CPython knows. Needs no thread
/// state.
PyModuleDef_Slot* OwnGilSlots();

/// Names of the functions of a library with which a module of that name begins: one that
/// initialises it (PEP 489) and one that exports its slots (PEP 793).
std::vector<std::string> InitFunctions(const std::string& name);

/// Writes the Python frames of all threads of all interpreters to a descriptor, as text after
/// CPython's own manner. For a process that has crashed or hangs: on a signal's stack, whoever
/// holds the GIL, at the risk of crashing on the way. Where CPython exports nothing for it
/// (3.10, 3.13, 3.14), those of the calling thread, if it is attached. Needs no thread state, but
/// PrepareFrameDump() before.
void DumpPythonFrames(int descriptor);
/// Looks up what DumpPythonFrames needs: a broken process must not.
void PrepareFrameDump();

/// From now on counts what Python's allocator maps and unmaps (PEP 445, domain of arenas), by
/// wrapping its functions. Once in a process; interpreters share what is wrapped.
void CountArenas();
/// Whether Python's allocator takes objects from arenas: not with PYTHONMALLOC=malloc, where frames
/// alone are in some. True where it cannot be told.
bool ObjectsAreInArenas();
/// Bytes mapped as arenas less bytes unmapped since CountArenas(); 0 without it. Needs no thread
/// state.
std::int64_t ArenaBytes();
/// Of those, what the machine has given: pages of them that are resident. Needs no thread state.
std::int64_t ResidentArenaBytes();

/// From now on counts audit hooks that are added for all interpreters (PySys_AddAuditHook), by
/// being one that sees others come. Once in a process: it cannot be taken away. sys.addaudithook(),
/// which adds one for its own interpreter, is not counted.
void WatchAuditHooks();
/// How many were added since; 0 without it. Needs no thread state.
int AddedAuditHooks();

/// The contextvars.Context of the calling thread state, a copy: a new reference, or nullptr with
/// the exception set.
PyObject* CopyContext();

/// Values of process-wide hooks of the runtime: {"PyOS_InputHook", address}, ...; those that this
/// CPython exports, and the allocating function of each of its allocators' domains.
std::vector<std::pair<std::string, std::uintptr_t>> RuntimeHooks();

/// The entry of a method table that a built-in function, or the descriptor of a method or class
/// method, calls through; nullptr for anything else, and where the layout is another (free-threaded
/// builds).
const PyMethodDef* MethodEntry(PyObject* object);

}  // namespace isograde::cpython
