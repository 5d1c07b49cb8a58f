#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "checklist/subject.h"

namespace isograde {

/// What is loaded into every interpreter of a benchmark: nothing, a target, or several together, in
/// that order.
struct Load {
  std::string name;  ///< "nothing", "_csv", "_csv+_sqlite3"
  std::vector<Subject> subjects;

  bool empty() const { return subjects.empty(); }
  /// Whether a recipe says how to use any of it.
  bool can_be_used() const {
    return std::any_of(subjects.begin(), subjects.end(),
                       [](const Subject& subject) { return !subject.recipe.exercise.empty(); });
  }
};

}  // namespace isograde
