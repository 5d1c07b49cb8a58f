#pragma once

#include <string>
#include <vector>

#include "base/state_level.h"
#include "checklist/finding.h"

namespace isograde {

struct TargetGroup;

/// What failures come from: a static variable, objects, a place where it crashes, or else what one
/// check found.
struct Cause {
  Severity severity = Severity::kNote;  ///< of the gravest failure
  StateLevel level = StateLevel::kModule, belongs = StateLevel::kModule;
  std::string what;                  ///< "`cache` (PyObject *, module.c:16)"
  std::string shows;                 ///< in which it shows: a sentence; empty: `what` is one
  std::vector<std::string> members;  ///< of a distribution: those in which it shows
  std::vector<std::string> checks;   ///< ids of what fails because of it, the gravest first
  std::string check;                 ///< that of them which explains what to do
  std::string remedy;                ///< empty: it is a check of another isograde
  /// Whose own the variable is that it is, of what wrote the module; empty: its author's.
  std::string generator{};
};

/// Of the failures that count and are more than notes, those of members that no root loads left
/// out; the gravest first.
std::vector<Cause> CausesOf(const TargetGroup& group);

}  // namespace isograde
