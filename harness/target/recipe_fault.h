#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"

namespace isograde {

/// What is wrong with a recipe: nothing that the module which it is for could help. Its calls, or
/// those that it is about, are not made.
struct RecipeFault {
  static constexpr const char* kName = "recipe-fault";
  std::string module;  ///< that the recipe is for; empty: that could not be read
  std::string file;
  int line = 0;  ///< 0: not known
  std::string text;

  bool operator==(const RecipeFault&) const = default;
};
ISOGRADE_JSON(RecipeFault);

/// "recipes/m.toml:3: its setup raises ...".
std::string Text(const RecipeFault& fault);

}  // namespace isograde
