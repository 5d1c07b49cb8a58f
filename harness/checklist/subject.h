#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interpreter/interpreter_config.h"
#include "target/recipe.h"
#include "target/target.h"

namespace isograde {

/// What one experiment is about. A control is the same without the target: an empty module made on
/// the spot.
struct Subject {
  Target target;
  Recipe recipe;
  bool is_control = false;
  /// Modules from outside its package that its import loads, in order, as seen in main alone. Of a
  /// control: what is imported instead, in order; names of innocent extensions (innocent.h) too.
  std::vector<std::string> brought = {};
  /// Taken out of sys.modules, it can be imported anew: as seen in main alone.
  bool imports_again = true;
  /// Of a distribution that cannot: its members that can, each alone.
  std::vector<std::string> import_again_alone = {};
};

/// A control that imports these and no target; nothing: the control of everything.
inline Subject ControlSubject(std::vector<std::string> imports = {}) {
  return {.target = {.name = "isograde_control", .kind = TargetKind::kPure},
          .recipe = {},
          .is_control = true,
          .brought = std::move(imports)};
}

}  // namespace isograde
