#pragma once

#include <string>

namespace isograde {

/// A file, as a URI reference (RFC 3986), percent-encoded.
struct SourceUri {
  std::string uri;
  bool in_root = false;  ///< relative to the root; otherwise `file:`, or as the compiler noted it
};

/// The folder that paths in SARIF are relative to: the repository that a run happens in.
class SourceRoot {
 public:
  /// The nearest folder at or above `folder` that has a `.git`; `folder` where none has.
  explicit SourceRoot(const std::string& folder);

  /// A source file, as a compiler noted it: relative to the root where it lies in it, or where a
  /// file lies there under the last parts of its path, as when the library was compiled elsewhere.
  SourceUri Uri(const std::string& file) const;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace isograde
