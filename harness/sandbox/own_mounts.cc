#include "sandbox/own_mounts.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include "sandbox/descriptor.h"

namespace isograde {
namespace {

constexpr long kMountSetattr = 442;  // Linux 5.12; the same everywhere
constexpr unsigned kRecursive = 0x8000;
constexpr std::uint64_t kReadOnly = 1;
constexpr const char* kSharedMemory = "/dev/shm";
constexpr const char* kSharedMemoryOptions = "mode=1777,size=1g,nr_inodes=100k";
// Of System V, 1 GiB as well; of each IPC namespace.
constexpr const char* kMostPages = "262144";

struct Attributes {
  std::uint64_t set, clear, propagation, user_namespace;
};

bool Change(const char* path, unsigned flags, const Attributes& attributes) {
  return syscall(kMountSetattr, AT_FDCWD, path, flags, &attributes, sizeof attributes) == 0;
}

bool TakeNamespaces() {
  return unshare(CLONE_NEWNS | CLONE_NEWIPC) == 0 &&
         mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

std::string ProgramOf(const std::string& process) {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/" + process + "/exe", error).string();
}

// Paths of what a process has mapped are told to others from the root of its mounts where these are
// its own (prepend_path() in Linux's fs/d_path.c): in a chroot, nobody could read its stacks. That
// the paths are the same is tried, as what PID 1 sees may not be looked at everywhere.
bool IsSeenAsBefore() {
  int ready[2];
  if (pipe2(ready, O_CLOEXEC) != 0) return false;
  Descriptor ours(ready[0]), theirs(ready[1]);
  const pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!TakeNamespaces() || write(theirs.get(), "x", 1) != 1) _exit(1);
    for (;;) pause();
  }
  theirs.Close();
  char byte = 0;
  const bool has = pid > 0 && read(ours.get(), &byte, 1) == 1;
  const bool is_same = has && ProgramOf(std::to_string(pid)) == ProgramOf("self");
  if (pid > 0) {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  return is_same;
}

void LimitSystemV() {
  const Descriptor file(open("/proc/sys/kernel/shmall", O_WRONLY | O_CLOEXEC));
  if (!file) return;
  [[maybe_unused]] const auto written = write(file.get(), kMostPages, std::strlen(kMostPages));
}

}  // namespace

bool OwnMountsAreOfUse() {
  static const bool are = IsSeenAsBefore();
  return are;
}

void TakeOwnMounts(const std::string& scratch, Held& held) {
  if (!OwnMountsAreOfUse() || !TakeNamespaces()) return;
  LimitSystemV();
  held.shared_memory =
      mount("isograde", kSharedMemory, "tmpfs", MS_NOSUID | MS_NODEV, kSharedMemoryOptions) == 0;
  const char* const own = scratch.c_str();
  if (mount(own, own, nullptr, MS_BIND, nullptr) != 0) return;
  if (!Change("/", kRecursive, {.set = kReadOnly})) return;
  bool writable = Change(own, 0, {.clear = kReadOnly});
  if (held.shared_memory) writable = Change(kSharedMemory, 0, {.clear = kReadOnly}) && writable;
  held.metadata = writable;
}

}  // namespace isograde
