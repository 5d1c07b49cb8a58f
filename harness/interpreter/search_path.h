#pragma once

#include <string>
#include <vector>

namespace isograde {

/// `sys.path` of the current interpreter, as far as it is text.
std::vector<std::string> SearchPath();
void SetSearchPath(const std::vector<std::string>& entries);

}  // namespace isograde
