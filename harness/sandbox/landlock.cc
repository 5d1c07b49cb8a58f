#include "sandbox/landlock.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

#include "sandbox/descriptor.h"

namespace isograde {
namespace {

// As of ABI 7. The headers of a machine that builds isograde may be older than the kernel of one
// that runs it; the numbers of the system calls are the same everywhere.
constexpr long kCreateRuleset = 444, kAddRule = 445, kRestrictSelf = 446;
constexpr std::uint32_t kAskVersion = 1;
constexpr int kPathBeneath = 1;

struct Ruleset {
  std::uint64_t files, network, scoped;
};
struct __attribute__((packed)) PathBeneath {
  std::uint64_t allowed;
  std::int32_t parent;
};

// Rights, by bits: 0 execute, 1 write a file, 2 read a file, 3 read a folder, 4 to 12 remove and
// make, 13 refer (ABI 2), 14 truncate (ABI 3), 15 ioctl of devices (ABI 5).
constexpr std::uint64_t kWriteFile = 1U << 1, kTruncate = 1U << 14, kIoctl = 1U << 15;
constexpr std::uint64_t kMakeAndRemove = 0x1FF0;

std::uint64_t WritingRights(long abi) {
  std::uint64_t rights = kWriteFile | kMakeAndRemove;
  if (abi >= 2) rights |= 1U << 13;
  if (abi >= 3) rights |= kTruncate;
  if (abi >= 5) rights |= kIoctl;
  return rights;
}

void Allow(int ruleset, const char* path, std::uint64_t rights) {
  const Descriptor place(open(path, O_PATH | O_CLOEXEC));
  if (!place) return;  // what is not there needs no rule
  const PathBeneath rule{rights, place.get()};
  syscall(kAddRule, ruleset, kPathBeneath, &rule, 0);
}

}  // namespace

void RestrictByLandlock(const std::string& scratch, Held& held) {
  const long abi = syscall(kCreateRuleset, nullptr, 0, kAskVersion);
  if (abi < 1) return;
  const std::uint64_t all = WritingRights(abi);
  const Ruleset wanted{all, abi >= 4 ? 3ULL : 0, abi >= 6 ? 3ULL : 0};
  const std::size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  const Descriptor ruleset(static_cast<int>(syscall(kCreateRuleset, &wanted, size, 0)));
  if (!ruleset) return;
  Allow(ruleset.get(), scratch.c_str(), all);
  Allow(ruleset.get(), "/dev/shm", all);
  for (const char* const device :
       {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"})
    Allow(ruleset.get(), device, all & (kWriteFile | kTruncate | kIoctl));
  if (syscall(kRestrictSelf, ruleset.get(), 0) != 0) return;
  // Before ABI 3 a file could still be cut short.
  held.files = abi >= 3;
  held.network = abi >= 4;
  held.signals = abi >= 6;
}

}  // namespace isograde
