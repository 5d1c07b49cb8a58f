#pragma once

#include <string>

namespace isograde {

/// Path of one of the programs that stand beside this library: "isograde-unwind", "isograde-embed".
/// Empty where the library's own place is not known.
std::string ProgramPath(const std::string& name);

/// Descriptor of a file in memory with that text, at its beginning, which a program that this
/// process turns into inherits. Throws HarnessError where the system has none.
int InheritableFile(const std::string& text);

}  // namespace isograde
