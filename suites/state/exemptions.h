#pragma once

#include <span>
#include <string>
#include <string_view>

#include "elf/static_variable.h"

namespace isograde {

/// Static variables that may hold what others may not. Each with its reason.
struct Exemption {
  enum class By {
    kType,     ///< of the variable, or of what in it lies at the place
    kSymbol,   ///< of the linker
    kSection,  ///< where there is no symbol
    kShape     ///< as ShapeOf() tells it, where there is no debug information
  };
  By by;
  std::string_view pattern;  ///< as Matches() takes it
  std::string_view reason;
};

std::span<const Exemption> Exemptions();

/// The one that holds for a variable; nullptr: none.
const Exemption* ExemptionOf(const StaticVariable& variable, std::string_view shape);

}  // namespace isograde
