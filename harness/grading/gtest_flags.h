#pragma once

#include <string>
#include <vector>

namespace isograde {

/// Gives GoogleTest its flags. Check ids hold dashes, which GoogleTest's filter takes for the
/// beginning of what it leaves out: a dash between two letters or digits is passed on as `?`.
/// Throws UsageError for a flag that is not GoogleTest's.
void PassFlagsToGoogleTest(const std::vector<std::string>& flags);

/// A filter as GoogleTest shall get it.
std::string FilterForGoogleTest(std::string filter);

}  // namespace isograde
