#pragma once

#include <Python.h>

#include <memory>
#include <unordered_set>

#include "evidence/foreign_objects.h"
#include "interpreter/evaluate.h"
#include "interpreter/interpreter.h"

namespace isograde {

/// The target's place in one interpreter of an experiment. Lives as long as the sandboxed child.
struct Seat {
  int index = 0;  ///< 0: main; 1.. in order of creation
  const Interpreter* interpreter = nullptr;
  PyObject* module = nullptr;  ///< the target as imported here, a reference never given back;
                               ///< nullptr: it did not load
  ForeignObjects foreign{};
  std::unordered_set<PyObject*> before_import{};  ///< objects that were there before it was
                                                  ///< imported; only where NoteObjects was called
  std::unique_ptr<Namespace> names{};             ///< where the recipe's calls run
  RaisedException setup_raised{};                 ///< by the recipe's setup

  bool loaded() const { return module != nullptr; }
};

}  // namespace isograde
