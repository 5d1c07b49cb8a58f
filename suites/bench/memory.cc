#include "suites/bench/memory.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

#include "sandbox/confinement.h"
#include "suites/bench/spare_memory.h"

namespace isograde {
namespace {

constexpr double kKib = 1024;
constexpr std::size_t kPagesTouched = 64;
constexpr double kOfOneInterpreter = 3.0 * 1024 * 1024;
constexpr double kMostWarmed = 256.0 * 1024 * 1024;

std::size_t PageBytes() {
  static const auto bytes = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return bytes;
}

std::string Proc(pid_t pid, const char* file) {
  return "/proc/" + std::to_string(pid) + "/" + file;
}

MemoryInUse MemoryOf(pid_t pid) {
  const std::string path = Proc(pid, "smaps_rollup");
  return {NumberIn(path, "Pss:") * kKib, NumberIn(path, "Private_Dirty:") * kKib};
}

// Empty where it cannot be told.
std::filesystem::path ProgramOf(pid_t pid) {
  std::error_code ignored;
  return std::filesystem::read_symlink(Proc(pid, "exe"), ignored);
}

std::vector<pid_t> AncestorsOfSameProgram() {
  std::vector<pid_t> found;
  const std::filesystem::path own = ProgramOf(getpid());
  for (pid_t pid = getppid(); pid > 0 && !own.empty() && ProgramOf(pid) == own;
       pid = static_cast<pid_t>(NumberIn(Proc(pid, "status"), "PPid:")))
    found.push_back(pid);
  return found;
}

}  // namespace

MemoryInUse OwnMemory() {
  malloc_trim(0);
  const MemoryInUse own = MemoryOf(getpid());
  // A process that runs has some: there is no such file, or it is hidden.
  constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  return own.pss > 0 ? own : MemoryInUse{kUnknown, kUnknown};
}

MemoryInUse MemoryOfFamily() {
  MemoryInUse sum = OwnMemory();
  for (const std::vector<pid_t>& others : {Descendants(getpid()), AncestorsOfSameProgram()}) {
    for (const pid_t pid : others) {
      const MemoryInUse one = MemoryOf(pid);
      sum.pss += one.pss;
      sum.private_dirty += one.private_dirty;
    }
  }
  return sum;
}

double NumberIn(const std::string& path, const std::string& wanted) {
  std::ifstream file(path);
  for (std::string word; file >> word;) {
    double value = 0;
    if (word == wanted && file >> value) return value;
  }
  return 0;
}

void WarmMemory(std::int64_t interpreters) {
  const double wanted = std::min(
      {static_cast<double>(interpreters) * kOfOneInterpreter, kMostWarmed, SpareMemory() / 2});
  if (wanted < kOfOneInterpreter) return;
  const auto size = static_cast<std::size_t>(wanted);
  void* const begin =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (begin == MAP_FAILED) return;
  auto* const pages = static_cast<volatile char*>(begin);
  for (std::size_t at = 0; at < size; at += PageBytes()) pages[at] = 1;
  munmap(begin, size);
}

NewPages::NewPages(int times)
    : size_(static_cast<std::size_t>(times) * kPagesTouched * PageBytes()) {
  void* const begin = mmap(nullptr, size_, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (begin != MAP_FAILED) begin_ = static_cast<char*>(begin);
}

NewPages::~NewPages() {
  if (begin_) munmap(begin_, size_);
}

double NewPages::SecondsForOne() {
  if (!begin_ || taken_ == size_) return 0;
  volatile char* const next = begin_ + taken_;
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < kPagesTouched; ++i) next[i * PageBytes()] = 1;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  taken_ += kPagesTouched * PageBytes();
  return took.count() / static_cast<double>(kPagesTouched);
}

}  // namespace isograde
