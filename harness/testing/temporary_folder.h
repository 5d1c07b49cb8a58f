#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace isograde {

/// An empty folder of its own, removed with all that is in it at the end of the scope.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Writes a file, and the folders on the way to it; returns its path.
  std::string Write(const std::string& name, std::string_view text) const;

 private:
  std::filesystem::path path_;
};

/// The whole text of a file; empty where there is none.
std::string ReadText(const std::filesystem::path& path);

}  // namespace isograde
