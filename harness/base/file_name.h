#pragma once

#include <string>
#include <string_view>

namespace isograde {

/// The last part of a path: "_csv.so" of "/usr/lib/_csv.so".
inline std::string FileName(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));  // npos + 1 is 0
}

}  // namespace isograde
