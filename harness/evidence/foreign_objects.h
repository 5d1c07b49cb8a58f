#pragma once

#include <Python.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "target/target.h"

namespace isograde {

/// Objects of the current interpreter that are not the target's: what other modules define. A walk
/// from the target stops there, and what is shared beyond is not charged to it.
///
/// Not the target's: the attributes of every module that was loaded before it, and of every module
/// that its import brought along from elsewhere (ComesWith). Where the target itself
/// was loaded before (a module that every interpreter loads at its start), its own attributes stay
/// its own, though others import them from it.
class ForeignObjects {
 public:
  /// To be made before the target is imported in this interpreter: notes what is loaded.
  static ForeignObjects BeforeImport(const Target& target);

  /// To be called after it: collects. `module` is the target as imported.
  void Collect(PyObject* module);

  /// Modules that were loaded before the target.
  const std::unordered_set<PyObject*>& loaded_before() const { return loaded_before_; }

  bool Contains(PyObject* object) const {
    return (objects_ && std::binary_search(objects_->begin(), objects_->end(), object)) ||
           std::binary_search(more_.begin(), more_.end(), object);
  }

  /// These, and what other modules hold: for a member of a distribution, the other members.
  ForeignObjects And(const std::vector<PyObject*>& modules) const;

  /// Names of modules loaded since BeforeImport, the target and its package left out, in order of
  /// import.
  const std::vector<std::string>& brought_along() const { return brought_along_; }

 private:
  Target target_;
  std::unordered_set<PyObject*> loaded_before_;
  /// Sorted: thousands, and looked up a few times each. Copies have them in common.
  std::shared_ptr<const std::vector<PyObject*>> objects_;
  std::vector<PyObject*> more_;  ///< sorted
  std::vector<std::string> brought_along_;
};

/// Calls `function` with the name and the object of every entry of the current interpreter's
/// sys.modules.
void EachModule(const std::function<void(PyObject*, PyObject*)>& function);

/// A module's `__file__`; empty where it has none.
std::string FileOf(PyObject* module);

/// Calls `function` with the name and the value of every attribute in a module's dict; not at all
/// where `module` is nullptr or no module (sys.modules may hold anything).
void EachAttribute(PyObject* module, const std::function<void(PyObject*, PyObject*)>& function);

/// Whether a module attribute of that name is set by the import system, not by the module:
/// `__loader__`, `__spec__`, ... (Language Reference, "Import-related attributes on module
/// objects").
bool IsImportAttribute(std::string_view name);

}  // namespace isograde
