#pragma once

#include <string>

namespace isograde {

/// What tells the program, its libpython and isograde's own library from any other build of them:
/// their ELF build ids, or, of one that has none, size and time of its file.
std::string BuildIds();

}  // namespace isograde
