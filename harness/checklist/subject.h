#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interpreter/interpreter_config.h"
#include "target/recipe.h"
#include "target/target.h"

namespace isograde {

/// What one experiment is about. The control is the same with no extension: an empty module made on
/// the spot.
struct Subject {
  Target target;
  Recipe recipe;
  bool is_control = false;
  /// Extension modules from outside its package that its import loads, in order, as seen in main
  /// alone.
  std::vector<std::string> needed = {};
  /// Taken out of sys.modules, it can be imported anew: as seen in main alone.
  bool imports_again = true;
};

/// The control of one target: what its import brings along, without it.
inline Subject WithoutTarget(const Subject& subject) {
  return {.target = {.name = "isograde_control", .kind = TargetKind::kPure},
          .recipe = {},
          .is_control = true,
          .needed = subject.needed};
}

/// The subject of every control.
inline Subject ControlSubject() {
  return {.target = {.name = "isograde_control", .kind = TargetKind::kPure},
          .recipe = {},
          .is_control = true};
}

}  // namespace isograde
