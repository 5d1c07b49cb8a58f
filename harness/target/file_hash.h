#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "sandbox/channel.h"

namespace isograde {

/// SHA-256 of a file, in hexadecimal.
struct FileHash {
  static constexpr const char* kName = "file-hash";
  std::string file;
  std::string sha256;
};
ISOGRADE_JSON(FileHash);

/// Sends a FileHash for each file that can be read. An experiment of its own, so that hashlib is
/// never loaded where targets are.
void HashFiles(const std::vector<std::string>& files, Channel& channel);

}  // namespace isograde
