#pragma once

#include <string>

namespace isograde {

/// Path of one of the programs that stand beside this library: "isograde-unwind", "isograde-embed".
/// Empty where the library's own place is not known.
std::string ProgramPath(const std::string& name);

}  // namespace isograde
