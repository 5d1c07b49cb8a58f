#include "base/written_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "base/error.h"

namespace isograde {
namespace {

// A device or a pipe is written to, and a link is followed: only a regular file is replaced.
bool IsDevice(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) && !std::filesystem::is_regular_file(path, ignored);
}

[[noreturn]] void CannotWrite(const std::string& path, int reason) {
  throw UsageError(fmt::format("cannot write {}: {}", path, std::strerror(reason)));
}

}  // namespace

void RequireWritable(const std::string& path) {
  std::error_code ignored;  // where a folder on the way may not be entered, `access` says so
  if (std::filesystem::is_directory(path, ignored)) CannotWrite(path, EISDIR);
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  const int failed =
      IsDevice(path) ? access(path.c_str(), W_OK) : access(folder.c_str(), W_OK | X_OK);
  if (failed != 0) CannotWrite(path, errno);
}

void WriteFile(const std::string& path, const std::string& text) {
  RequireWritable(path);
  std::error_code ignored;
  if (IsDevice(path)) {
    std::ofstream device(path, std::ios::binary);
    device << text;
    device.close();
    if (!device) CannotWrite(path, errno ? errno : EIO);
    return;
  }
  const std::string target = std::filesystem::weakly_canonical(path, ignored).string();
  const std::string beside = fmt::format("{}.{}.partial", target, getpid());
  std::ofstream file(beside, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(beside, target, error);
  if (!file || error) {
    const int reason = error ? error.value() : (errno ? errno : EIO);
    std::filesystem::remove(beside, error);
    CannotWrite(path, reason);
  }
}

}  // namespace isograde
