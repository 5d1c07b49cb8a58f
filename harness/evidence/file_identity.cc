#include "evidence/file_identity.h"

#include <fcntl.h>
#include <unistd.h>

#include "sandbox/descriptor.h"

namespace isograde {
namespace {

bool IsSame(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino && a.st_size == b.st_size &&
         a.st_mtim.tv_sec == b.st_mtim.tv_sec && a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

}  // namespace

FileIdentity::FileIdentity(const std::string& path) : path_(path) {
  if (stat(path.c_str(), &status_) != 0) path_.clear();
}

bool FileIdentity::IsStill() const {
  struct stat now {};
  return stat(path_.c_str(), &now) == 0 && IsSame(now, status_);
}

bool FileIdentity::Read(std::size_t offset, char* into, std::size_t size) const {
  const Descriptor file(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat now {};
  return file.get() >= 0 && fstat(file.get(), &now) == 0 && IsSame(now, status_) &&
         pread(file.get(), into, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
}

}  // namespace isograde
