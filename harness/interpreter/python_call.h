#pragma once

#include <string>
#include <vector>

#include "interpreter/reference.h"

namespace isograde {

/// Calls a function of one of isograde's own Python modules with `texts` (a folder, a piece of
/// JSON), each a str, and returns what it returned. Throws UsageError for what the surroundings are
/// to blame for (OSError, RuntimeError: a library is missing), HarnessError for the rest.
Reference CallPython(const char* module, const char* function,
                     const std::vector<std::string>& texts);

/// The flags that this Python was started with, as words of a command line for another one.
std::vector<std::string> PythonFlags();

}  // namespace isograde
