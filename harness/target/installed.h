#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "sandbox/limits.h"

namespace isograde {

/// A distribution of the hosting Python's environment, as its metadata tells.
struct Installed {
  std::string name;
  std::string key;  ///< its name as PEP 503 compares it
  std::string version;
  int extension_files = 0;         ///< with the suffixes of this Python's extension modules
  std::vector<std::string> tops;   ///< first parts of the paths of its files
  std::vector<std::string> needs;  ///< keys of those that it requires, for no extra
  std::string problem;             ///< why it cannot be read: one sentence; empty: it can
};
ISOGRADE_JSON(Installed);

/// All of them, by name, but isograde itself; in a sandboxed child.
std::vector<Installed> ListInstalled(const Limits& limits);

}  // namespace isograde
