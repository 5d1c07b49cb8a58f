#pragma once

#include <string>

namespace isograde {

/// Writes `text` beside `path` and renames it there, so that a whole file is never replaced by half
/// of one. Throws UsageError naming the path.
void WriteFile(const std::string& path, const std::string& text);

/// Throws UsageError when a file at `path` could not be written.
void RequireWritable(const std::string& path);

}  // namespace isograde
