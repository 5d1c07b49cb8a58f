#include "store/entry.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "base/json_text.h"

namespace isograde {
namespace {

constexpr const char* kChecksum = "checksum";

std::string WholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return file ? text.str() : "";
}

[[noreturn]] void Fail(const std::string& path, int reason) {
  throw HarnessError(fmt::format("{} cannot be written: {}", path, std::strerror(reason)));
}

}  // namespace

std::string Checksum(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : text) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return fmt::format("{:016x}", hash);
}

std::optional<Entry> ReadEntry(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  std::string text = WholeFile(path);
  const std::size_t end = text.find('\n');
  if (end == std::string::npos) return std::nullopt;
  Entry entry;
  entry.head = nlohmann::json::parse(text.substr(0, end), nullptr, false);
  entry.body = text.substr(end + 1);
  if (!entry.head.is_object() ||
      entry.head.value(kChecksum, nlohmann::json()) != Checksum(entry.body))
    return std::nullopt;
  return entry;
}

void WriteEntry(const std::string& path, Entry entry) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), error);
  if (error) Fail(path, error.value());
  entry.head[kChecksum] = Checksum(entry.body);
  const std::string beside = fmt::format("{}.{}.partial", path, getpid());
  std::ofstream file(beside, std::ios::binary);
  file << Compact(entry.head) << entry.body;  // the head ends with its line
  file.close();
  if (file) std::filesystem::rename(beside, path, error);
  if (!file || error) {
    const int reason = error ? error.value() : (errno ? errno : EIO);
    std::filesystem::remove(beside, error);
    Fail(path, reason);
  }
}

}  // namespace isograde
