#include "suites/bench/spare_memory.h"

#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <sstream>

#include "base/version.h"
#include "suites/bench/memory.h"

namespace isograde {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMib = 1024.0 * 1024;
constexpr double kLeftToOthers = 512 * kMib;
constexpr double kOneMoreInterpreter = 64 * kMib;

/// The files of a cgroup that say what it may use, and does.
struct CgroupFiles {
  const char* limit;
  const char* used;
  const char* droppable;  ///< word of memory.stat
};
constexpr CgroupFiles kVersion1 = {"memory.limit_in_bytes", "memory.usage_in_bytes",
                                   "total_inactive_file"};
constexpr CgroupFiles kVersion2 = {"memory.max", "memory.current", "inactive_file"};

double LeftIn(const std::filesystem::path& folder, const CgroupFiles& files) {
  double limit = 0, used = 0;
  // "max" is no number.
  if (!(std::ifstream(folder / files.limit) >> limit)) return kInfinity;
  if (!(std::ifstream(folder / files.used) >> used)) return kInfinity;
  return limit - used + NumberIn(folder / "memory.stat", files.droppable);
}

// Of a cgroup and of those above it, as far as they can be seen from here.
double LeftUpFrom(const std::filesystem::path& root, const std::string& path,
                  const CgroupFiles& files) {
  double left = LeftIn(root, files);
  std::filesystem::path folder = root;
  for (const auto& part : std::filesystem::path(path).relative_path()) {
    folder /= part;
    left = std::min(left, LeftIn(folder, files));
  }
  return left;
}

double LeftOf(__rlimit_resource resource, const char* used) {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return kInfinity;
  return static_cast<double>(limit.rlim_cur) - NumberIn("/proc/self/status", used) * 1024;
}

}  // namespace

double CgroupMemoryLeft(const std::string& own, const std::filesystem::path& root) {
  double left = kInfinity;
  std::istringstream lines(own);
  for (std::string line; std::getline(lines, line);) {  // "4:memory:/path", "0::/path"
    const std::size_t first = line.find(':'), second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const std::string path = line.substr(second + 1);
    if (controllers == ",,") {
      left = std::min(left, LeftUpFrom(root, path, kVersion2));
    } else if (controllers.find(",memory,") != std::string::npos) {
      left = std::min(left, LeftUpFrom(root / "memory", path, kVersion1));
    }
  }
  return left;
}

double SpareMemory() {
  std::ostringstream own;
  own << std::ifstream("/proc/self/cgroup").rdbuf();
  const double allowed = std::min({LeftOf(RLIMIT_AS, "VmSize:"), LeftOf(RLIMIT_DATA, "VmData:"),
                                   CgroupMemoryLeft(own.str(), "/sys/fs/cgroup")});
  const double available = NumberIn("/proc/meminfo", "MemAvailable:") * 1024;
  return std::min(available - kLeftToOthers, allowed - kOneMoreInterpreter);
}

}  // namespace isograde
