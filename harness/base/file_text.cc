#include "base/file_text.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"

namespace isograde {

std::string ReadFile(const std::string& path) {
  std::error_code ignored;
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (std::filesystem::is_directory(path, ignored)) errno = EISDIR;
  std::string text;
  if (file && errno != EISDIR) text.assign(std::istreambuf_iterator<char>(file), {});
  if (!file || errno == EISDIR || file.bad())
    throw UsageError(fmt::format("cannot read {}: {}", path, std::strerror(errno ? errno : EIO)));
  return text;
}

}  // namespace isograde
