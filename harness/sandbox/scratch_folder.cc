#include "sandbox/scratch_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/error.h"

namespace isograde {
namespace {

constexpr const char* kBeginning = "isograde-run-";
constexpr const char* kLock = "lock";
// Between making a folder and its lock; whoever is killed there has nothing in it.
constexpr std::chrono::minutes kYoung{1};

Descriptor Locked(const std::string& folder, int flags) {
  const std::string path = folder + "/" + kLock;
  Descriptor lock(open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600));
  if (lock && flock(lock.get(), LOCK_EX | LOCK_NB) != 0) lock.Close();
  return lock;
}

bool IsOurs(const std::string& folder) {
  struct stat status {};
  return lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
         status.st_uid == geteuid();
}

// Without a lock, and not just made.
bool IsLeft(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder / kLock, error)) {
    const auto made = std::filesystem::last_write_time(folder, error);
    return !error && std::filesystem::file_time_type::clock::now() - made > kYoung;
  }
  return static_cast<bool>(Locked(folder.string(), 0));
}

void RemoveWhatIsLeft(const std::filesystem::path& above) {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(above, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::filesystem::path& folder = entry->path();
    if (!folder.filename().string().starts_with(kBeginning) || !IsOurs(folder.string())) continue;
    std::error_code ignored;
    if (IsLeft(folder)) std::filesystem::remove_all(folder, ignored);
  }
}

}  // namespace

ScratchFolder::ScratchFolder() {
  std::error_code error;
  const std::filesystem::path above = std::filesystem::temp_directory_path(error);
  if (error)
    throw HarnessError(
        fmt::format("no folder for temporary files, which TMPDIR names: {}", error.message()));
  RemoveWhatIsLeft(above);
  path_ = (above / (std::string(kBeginning) + "XXXXXX")).string();
  if (!mkdtemp(path_.data()))
    throw HarnessError(fmt::format("no temporary folder in {}, which TMPDIR names: {}",
                                   above.string(), std::strerror(errno)));
  lock_ = Locked(path_, O_CREAT | O_EXCL);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace isograde
