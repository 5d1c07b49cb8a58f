#pragma once

#include <Python.h>

#include <memory>
#include <unordered_set>
#include <vector>

#include "evidence/foreign_objects.h"
#include "interpreter/evaluate.h"
#include "interpreter/interpreter.h"

namespace isograde {

/// The target's place in one interpreter of an experiment: a module, or a distribution, whose
/// module is its first root. Lives as long as the sandboxed child.
struct Seat {
  int index = 0;  ///< 0: main; 1.. in order of creation
  const Interpreter* interpreter = nullptr;
  PyObject* module = nullptr;        ///< the target as imported here, a reference never given back;
                                     ///< nullptr: it did not load
  std::vector<PyObject*> members{};  ///< of a distribution: those that main loads, in order, as
                                     ///< above; nullptr: not here
  ForeignObjects foreign{};
  /// Objects that were there before it was imported; only where NoteObjects was called.
  std::shared_ptr<const std::unordered_set<PyObject*>> before_import{};
  PyObject* called = nullptr;  ///< what the recipe is about: the module, or another of the target
  std::unique_ptr<Namespace> names{};        ///< where the recipe's calls run
  std::unique_ptr<Namespace> found_names{};  ///< where those run that were found
  RaisedException setup_raised{};            ///< by the recipe's setup

  bool loaded() const { return module != nullptr; }
};

}  // namespace isograde
