#pragma once

#include <string>
#include <vector>

namespace isograde {

/// All of isograde behind its command line: to be called on the process's only thread, attached to
/// the main interpreter. Returns the exit code; never throws.
int Main(const std::vector<std::string>& arguments, const std::string& package);

}  // namespace isograde
