#pragma once

#include <Python.h>

#include <string>
#include <unordered_set>

namespace isograde {

/// Which objects an interpreter may see at the address at which another one sees them. Made in one interpreter and to be asked
/// while that interpreter is current: it knows that interpreter's own singletons and interned strings.
///
/// May be shared: what the runtime keeps in its own static storage; small integers and the empty and one-element strings, bytes
/// and tuples where this CPython has them once per process; static types that the runtime manages per interpreter (3.12+);
/// immortal objects without parts (3.12+, PEP 683); a string that this interpreter's own table of interned strings holds.
/// May not: any other mortal object, every heap type, and an immortal container: immortal is not stateless.
class SharingRule {
 public:
  /// `builtin_target`: the target is compiled into the runtime, so static storage of the runtime is no excuse for its types.
  explicit SharingRule(bool builtin_target);

  /// Why `object` may not be seen by two interpreters: "a mortal object", "a heap type", ...; empty where it may.
  std::string Objection(PyObject* object) const;

 private:
  bool builtin_target_;
  std::unordered_set<PyObject*> singletons_;
};

}  // namespace isograde
