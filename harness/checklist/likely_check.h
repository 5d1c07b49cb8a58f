#pragma once

#include <string>
#include <string_view>

namespace isograde {

/// Of the checks the one whose id or name was probably meant: "; did you mean X?". Empty where none
/// is like it, or it is a pattern.
std::string LikelyCheck(std::string_view mistyped);

}  // namespace isograde
