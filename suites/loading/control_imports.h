#pragma once

#include <string>
#include <vector>

namespace isograde {

/// Python statements that import modules one after the other, whatever they raise, as a control
/// does that has them instead of a target. Names of innocent extensions (innocent.h) are loaded
/// from isograde's own library.
std::string ImportsOf(const std::vector<std::string>& names);

}  // namespace isograde
