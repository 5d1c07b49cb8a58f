#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sandbox/channel.h"

namespace isograde {

/// SHA-256 of a file, in hexadecimal.
struct FileHash {
  static constexpr const char* kName = "file-hash";
  std::string file;
  std::string sha256;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(FileHash, file, sha256)

/// Sends a FileHash for each file that can be read. An experiment of its own, so that hashlib is
/// never loaded where targets are.
void HashFiles(const std::vector<std::string>& files, Channel& channel);

}  // namespace isograde
