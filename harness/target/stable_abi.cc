#include "target/stable_abi.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/version_number.h"

namespace isograde {
namespace {

namespace fs = std::filesystem;

constexpr int kMostFolders = 8;  // of packages, one in another

std::string TextOf(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// "Tag: cp38-abi3-manylinux_2_17_x86_64": 3.8; of several, the oldest.
std::string FloorIn(const std::string& wheel) {
  std::istringstream lines(wheel);
  std::string floor;
  for (std::string line; std::getline(lines, line);) {
    constexpr std::string_view kTag = "Tag: cp3";
    const std::size_t end = line.find("-abi3-");
    if (!line.starts_with(kTag) || end == std::string::npos || end <= kTag.size()) continue;
    const std::string version = "3." + line.substr(kTag.size(), end - kTag.size());
    if (floor.empty() || IsOlderVersion(version, floor)) floor = version;
  }
  return floor;
}

// That of the wheel whose RECORD, in a folder, lists a file below that.
std::optional<std::string> FloorBy(const fs::path& folder, const fs::path& library) {
  std::error_code ignored;
  const std::string listed = library.lexically_relative(folder).generic_string() + ",";
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() != ".dist-info") continue;
    if (("\n" + TextOf(entry.path() / "RECORD")).find("\n" + listed) != std::string::npos)
      return FloorIn(TextOf(entry.path() / "WHEEL"));
  }
  return std::nullopt;
}

}  // namespace

std::string StableAbiFloor(const std::string& library) {
  if (!library.ends_with(".abi3.so")) return {};
  const fs::path file(library);
  fs::path folder = file.parent_path();
  for (int i = 0; i < kMostFolders && folder.has_relative_path(); ++i) {
    if (const auto floor = FloorBy(folder, file)) return floor->empty() ? "3" : *floor;
    folder = folder.parent_path();
  }
  return "3";
}

}  // namespace isograde
