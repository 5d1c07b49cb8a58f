#include "store/store_files.h"

#include <chrono>
#include <filesystem>
#include <set>
#include <vector>

namespace isograde {
namespace {

namespace files = std::filesystem;

constexpr std::chrono::hours kLongestWrite{1};

// Regular files that a store has written: FOLDER/1/ab/abcdef.kind, and nothing else that lies
// there.
std::vector<files::path> FilesOf(const std::string& folder) {
  std::vector<files::path> found;
  std::error_code error;
  for (const auto& part : files::directory_iterator(folder + "/1", error)) {
    if (part.path().filename().string().size() != 2) continue;
    for (const auto& file : files::directory_iterator(part.path(), error)) {
      std::error_code ignored;
      if (file.is_regular_file(ignored)) found.push_back(file.path());
    }
  }
  return found;
}

StoreSize SizeOf(const std::vector<files::path>& found) {
  StoreSize size;
  std::set<std::string> targets;
  for (const files::path& file : found) {
    std::error_code error;
    const auto bytes = files::file_size(file, error);
    ++size.files;
    size.bytes += error ? 0 : bytes;
    if (file.extension() == ".contents") targets.insert(file.string());
  }
  size.targets = targets.size();
  return size;
}

}  // namespace

StoreSize SizeOfStore(const std::string& folder) { return SizeOf(FilesOf(folder)); }

std::vector<std::string> ReportFiles(const std::string& folder) {
  std::vector<std::string> paths;
  for (const files::path& file : FilesOf(folder)) {
    if (file.extension().string().starts_with(".report-")) paths.push_back(file.string());
  }
  return paths;
}

StoreSize PruneStore(const std::string& folder, int days) {
  const auto now = files::file_time_type::clock::now();
  std::vector<files::path> old;
  for (const files::path& file : FilesOf(folder)) {
    std::error_code error;
    const auto age = now - files::last_write_time(file, error);
    const bool is_partial = file.extension() == ".partial";
    const auto limit = is_partial ? kLongestWrite : std::chrono::hours(24) * days;
    if (!error && (age >= limit || days == 0)) old.push_back(file);
  }
  StoreSize pruned = SizeOf(old);
  for (const files::path& file : old) {
    std::error_code error;
    if (!files::remove(file, error)) --pruned.files;
  }
  return pruned;
}

}  // namespace isograde
