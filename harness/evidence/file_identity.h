#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string>

namespace isograde {

/// Which file was at a path. Holds nothing open, and maps nothing: a second mapping of a library
/// would take elfutils in, who look a process's libraries up by their files.
class FileIdentity {
 public:
  FileIdentity() = default;
  explicit FileIdentity(const std::string& path);

  /// Whether the same file is there, unchanged.
  bool IsStill() const;
  /// Reads so many bytes from an offset on; false where the file is not there any more, or is
  /// shorter.
  bool Read(std::size_t offset, char* into, std::size_t size) const;

 private:
  std::string path_;
  struct stat status_ {};
};

}  // namespace isograde
