#pragma once

#include <Python.h>

#include <string>
#include <string_view>

namespace isograde {

/// Why `object` may not be seen by the current interpreter at the address at which another one sees
/// it: "a mortal object", "a heap type", ...; empty where it may. Asks by the current interpreter's
/// own singletons and interned strings. `builtin_target`: the target is compiled into the runtime,
/// so static storage of the runtime is no excuse for its types.
///
/// May be shared: what the runtime keeps in its own static storage; small integers and the empty
/// and one-element strings, bytes and tuples where this CPython has them once per process; static
/// types that the runtime manages per interpreter (3.12+); descriptors and methods of those and of
/// the runtime's other static types; immortal objects without parts (3.12+, PEP 683); a string that
/// this interpreter's own table of interned strings holds. May not: any other mortal object, every
/// heap type, and an immortal container: immortal is not stateless.
std::string SharingObjection(PyObject* object, bool builtin_target);

/// Whether nobody can change the object: a string, a number, bytes, or a tuple or frozenset of
/// such, all the way down. Of exactly those types: an instance of a derived class has attributes.
/// Whoever reaches such an object through others holds a reference, so nobody frees it under
/// another's hands either, as long as one GIL guards its count.
bool IsConstant(PyObject* object);

/// What IsConstant means, for the end of a sentence.
inline constexpr std::string_view kConstantWords = "which nobody can change";

}  // namespace isograde
