#pragma once

#include <string>

#include "interpreter/reference.h"

namespace isograde {

/// Calls a function of one of isograde's own Python modules with a piece of JSON and a folder, and
/// returns what it returned. Throws UsageError for what the surroundings are to blame for (OSError,
/// RuntimeError: a library is missing), HarnessError for the rest.
Reference CallWithJson(const char* module, const char* function, const std::string& json,
                       const std::string& folder);

}  // namespace isograde
