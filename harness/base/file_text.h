#pragma once

#include <string>

namespace isograde {

/// All of a file that somebody named. Throws UsageError, "cannot read PATH: REASON", for a folder
/// too.
std::string ReadFile(const std::string& path);

}  // namespace isograde
