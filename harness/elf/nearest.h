#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "elf/image.h"

namespace isograde {

/// Which of several groups of places is reached by the fewest steps from functions of these names,
/// a step being what code or data refers to. nullopt: none is, or the machine's code is not read.
std::optional<std::size_t> NearestTo(const Image& image, const std::vector<std::string>& functions,
                                     const std::vector<std::set<std::uint64_t>>& groups);

}  // namespace isograde
