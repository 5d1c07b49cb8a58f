#include "sandbox/usage.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <system_error>
#include <utility>

namespace isograde {
namespace {

std::string ProcessFile(pid_t process, const char* name) {
  return "/proc/" + std::to_string(process) + "/" + name;
}

struct Rough {
  int threads = 0;
  std::uint64_t resident_bytes = 0;
};

// proc(5): the command, which may hold anything, ends with the last parenthesis.
Rough RoughUsageOf(pid_t process) {
  std::ifstream file(ProcessFile(process, "stat"));
  std::string line;
  std::getline(file, line);
  const std::size_t command = line.rfind(')');
  if (command == std::string::npos) return {};
  std::istringstream fields(line.substr(command + 1));
  constexpr int kFirst = 3, kThreads = 20, kResident = 24;
  Rough rough;
  std::string field;
  for (int number = kFirst; number <= kResident && fields >> field; ++number) {
    if (number == kThreads) rough.threads = std::atoi(field.c_str());
    if (number == kResident)
      rough.resident_bytes = std::strtoull(field.c_str(), nullptr, 10) *
                             static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  }
  return rough;
}

// Each page divided by the number of those that have it.
struct Shares {
  std::uint64_t own = 0, shared = 0;
};
Shares SharesOf(pid_t process) {
  std::ifstream file(ProcessFile(process, "smaps_rollup"));
  Shares shares;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    std::uint64_t kibibytes = 0;
    if (!(words >> name >> kibibytes)) continue;
    if (name == "Pss_Anon:" || name == "SwapPss:") shares.own += kibibytes * 1024;
    if (name == "Pss_Shmem:") shares.shared += kibibytes * 1024;
  }
  return shares;
}

using FileId = std::pair<dev_t, ino_t>;

// Files that no folder has: in memory, or removed while they are open.
std::uint64_t NamelessBytes(pid_t process, std::set<FileId>& seen) {
  const std::string path = ProcessFile(process, "fd");
  DIR* const folder = opendir(path.c_str());
  if (!folder) return 0;
  std::uint64_t bytes = 0;
  while (const dirent* entry = readdir(folder)) {
    struct stat status {};
    if (fstatat(dirfd(folder), entry->d_name, &status, 0) != 0 || !S_ISREG(status.st_mode) ||
        status.st_nlink != 0 || !seen.insert({status.st_dev, status.st_ino}).second)
      continue;
    bytes += static_cast<std::uint64_t>(status.st_blocks) * 512;
  }
  closedir(folder);
  return bytes;
}

}  // namespace

Usage UsageOf(const std::vector<pid_t>& processes, std::uint64_t enough) {
  Usage usage;
  std::uint64_t nameless = 0;
  std::set<FileId> seen;
  for (const pid_t process : processes) {
    const Rough rough = RoughUsageOf(process);
    usage.threads += rough.threads;
    usage.memory_bytes += rough.resident_bytes;
    nameless += NamelessBytes(process, seen);
  }
  usage.memory_bytes += nameless;
  if (usage.memory_bytes <= enough) return usage;
  Shares all;
  for (const pid_t process : processes) {
    const Shares shares = SharesOf(process);
    all.own += shares.own;
    all.shared += shares.shared;
  }
  // A file in memory that is open is mostly mapped as well.
  usage.memory_bytes = all.own + std::max(all.shared, nameless);
  return usage;
}

// What vanishes meanwhile ends the listing of its folder, and of no other.
FolderUsage UsageOf(const std::string& folder, int most) {
  FolderUsage usage;
  std::vector<std::filesystem::path> folders = {folder};
  while (!folders.empty()) {
    const std::filesystem::path next = std::move(folders.back());
    folders.pop_back();
    std::error_code error;
    for (std::filesystem::directory_iterator entry(next, error), end; !error && entry != end;
         entry.increment(error)) {
      if (++usage.files > most) return usage;
      struct stat status {};
      if (lstat(entry->path().c_str(), &status) != 0) continue;
      usage.bytes += static_cast<std::uint64_t>(status.st_blocks) * 512;
      if (S_ISDIR(status.st_mode)) folders.push_back(entry->path());
    }
  }
  return usage;
}

}  // namespace isograde
