#include "suites/bench/memory.h"

#include <unistd.h>

#include <fstream>
#include <string>

#include "sandbox/confinement.h"

namespace isograde {
namespace {

constexpr double kKib = 1024;

// The number behind `word` in a file of lines "Word:   number kB"; 0 where there is none.
double Kib(const std::string& path, const std::string& wanted) {
  std::ifstream file(path);
  for (std::string word; file >> word;) {
    double value = 0;
    if (word == wanted && file >> value) return value;
  }
  return 0;
}

MemoryInUse MemoryOf(pid_t pid) {
  const std::string path = "/proc/" + std::to_string(pid) + "/smaps_rollup";
  return {Kib(path, "Pss:") * kKib, Kib(path, "Private_Dirty:") * kKib};
}

}  // namespace

MemoryInUse OwnMemory() { return MemoryOf(getpid()); }

MemoryInUse MemoryOfTree() {
  MemoryInUse sum = OwnMemory();
  for (const pid_t pid : Descendants(getpid())) {
    const MemoryInUse one = MemoryOf(pid);
    sum.pss += one.pss;
    sum.private_dirty += one.private_dirty;
  }
  return sum;
}

double AvailableMemory() { return Kib("/proc/meminfo", "MemAvailable:") * kKib; }

}  // namespace isograde
