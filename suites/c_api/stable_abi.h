#pragma once

#include <optional>
#include <string_view>

namespace isograde {

/// The minor version of CPython 3 whose limited API first had a function or a variable (PEP 384);
/// none: it is not part of the stable ABI. From CPython's own list, as the package abi3info has it
/// at build time.
std::optional<int> StableSince(std::string_view symbol);

}  // namespace isograde
