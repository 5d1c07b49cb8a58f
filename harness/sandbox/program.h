#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace isograde {

/// Path of one of the programs that stand beside this library: "isograde-unwind", "isograde-embed".
/// Empty where the library's own place is not known.
std::string ProgramPath(const std::string& name);

/// What came of running a program to its end.
struct ProgramOutput {
  std::string text;     ///< its standard output
  std::string problem;  ///< why there is none; empty: there is
};

/// Runs one of the programs that stand beside this library, with that on its standard input, and
/// kills it when it takes longer than that. Its standard error goes nowhere.
ProgramOutput OutputOf(const std::string& name, const std::vector<std::string>& arguments,
                       const std::string& input, std::chrono::milliseconds limit);

/// Descriptor of a file in memory with that text, at its beginning, which a program that this
/// process turns into inherits. Throws HarnessError where the system has none.
int InheritableFile(const std::string& text);

}  // namespace isograde
