#pragma once

#include <Python.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "evidence/state_change.h"

namespace isograde {

/// The C functions behind what is built in: entries of method tables (PyMethodDef) in static
/// storage, as functions, methods and class methods of loaded extension modules use them. One table
/// serves all interpreters: who exchanges an entry does it to the whole process.
class FunctionTables {
 public:
  /// Those of the modules of the interpreter that runs. Wants its GIL.
  static FunctionTables Capture();

  /// Entries that are others than last time, where one of the two leads out of the library that the
  /// table is in. What a library does to its own tables is not told: they are its static storage.
  std::vector<StateChange> TakeChanges();
  /// Whether a change is one of these.
  static bool IsOfFunction(const StateChange& change);

  /// An entry whose function was exchanged for another library's.
  struct Exchanged {
    std::string name;  ///< "time.time"
    PyMethodDef* table;
    PyCFunction was, is;
  };
  /// What the last TakeChanges() told, those left out that lead back home.
  const std::vector<Exchanged>& exchanged() const { return exchanged_; }
  /// Whether a word is the function of one of the entries.
  bool Holds(std::uintptr_t address) const;

 private:
  struct Entry {
    std::string name;  ///< that it was found by: "time.time", "_datetime.datetime.now"
    PyCFunction code = nullptr;
  };

  void Note(const std::string& holder, PyObject* mapping, bool with_types);

  std::map<std::uintptr_t, std::uintptr_t> storage_;  ///< begin and end of what is static
  std::map<const PyMethodDef*, Entry> entries_;
  std::vector<Exchanged> exchanged_;
};

}  // namespace isograde
