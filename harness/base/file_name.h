#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

namespace isograde {

/// The last part of a path: "_csv.so" of "/usr/lib/_csv.so".
inline std::string FileName(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));  // npos + 1 is 0
}

/// Whether two paths lead to one file: the same path, or a link. Of one that is not there, whether
/// the paths are the same.
inline bool IsSameFile(const std::string& one, const std::string& other) {
  if (one == other) return true;
  std::error_code trouble;
  return std::filesystem::equivalent(one, other, trouble);
}

}  // namespace isograde
