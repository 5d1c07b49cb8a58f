#pragma once

#include <span>
#include <vector>

#include "elf/library.h"
#include "elf/static_variable.h"

namespace isograde {

/// For each place the variable that lies there. Debug information is read as far as it takes.
std::vector<StaticVariable> VariablesAt(const LibraryFile& library,
                                        std::span<const StaticPlace> places);

}  // namespace isograde
