#include "sandbox/system_calls.h"

#include <fmt/format.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <iterator>
#include <vector>

namespace isograde {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
constexpr std::uint32_t kFirstForeignCall = 0x40000000;  // of the x32 ABI, which has other numbers
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t kFirstForeignCall = 0xFFFFFFFF;
#else
constexpr std::uint32_t kArchitecture = 0;
#endif

// What nothing that is graded needs, whatever its arguments. A call that this machine's headers do
// not know yet stands by its number, which is the same on every architecture from 424 on.
struct Row {
  std::uint32_t number;
  const char* what;
};
constexpr Row kNever[] = {
    {SYS_ptrace, "trace a process"},
    {SYS_process_vm_writev, "write another process's memory"},
    {438, "take a descriptor of another process"},  // pidfd_getfd
    {SYS_mount, "mount"},
    {SYS_umount2, "unmount"},
    {SYS_pivot_root, "change the root folder"},
    {SYS_chroot, "change the root folder"},
    {428, "mount"},  // open_tree
    {429, "mount"},  // move_mount
    {430, "mount"},  // fsopen
    {431, "mount"},  // fsconfig
    {432, "mount"},  // fsmount
    {433, "mount"},  // fspick
    {442, "mount"},  // mount_setattr
    {SYS_setns, "enter a namespace"},
    {SYS_unshare, "make a namespace"},
    {SYS_bpf, "load a program into the kernel"},
    {SYS_perf_event_open, "open performance counters"},
    {425, "use io_uring"},
    {426, "use io_uring"},
    {427, "use io_uring"},
    {SYS_keyctl, "use the kernel's keys"},
    {SYS_add_key, "use the kernel's keys"},
    {SYS_request_key, "use the kernel's keys"},
    {SYS_kexec_load, "load a kernel"},
    {SYS_kexec_file_load, "load a kernel"},
    {SYS_init_module, "load a kernel module"},
    {SYS_finit_module, "load a kernel module"},
    {SYS_delete_module, "unload a kernel module"},
    {SYS_reboot, "reboot"},
    {SYS_swapon, "change swapping"},
    {SYS_swapoff, "change swapping"},
    {SYS_sethostname, "name the machine"},
    {SYS_setdomainname, "name the machine"},
    {SYS_clock_settime, "set a clock"},
    {SYS_settimeofday, "set a clock"},
    {SYS_adjtimex, "set a clock"},
    {SYS_clock_adjtime, "set a clock"},
    {SYS_acct, "change accounting"},
    {SYS_quotactl, "change quotas"},
    {SYS_vhangup, "hang up the terminal"},
    {SYS_open_by_handle_at, "open a file past its folders"},
#if defined(__x86_64__)
    {SYS_iopl, "use ports of the machine"},
    {SYS_ioperm, "use ports of the machine"},
#endif
};

// What Landlock knows nothing of, and mounts hold where a process may have its own.
constexpr const char* kChangeMetadata = "change the mode, owner or times of a file";
constexpr std::uint32_t kOfMetadata[] = {
#if defined(__x86_64__)
    SYS_chmod,
    SYS_chown,
    SYS_lchown,
    SYS_utime,
    SYS_utimes,
    SYS_futimesat,
#endif
    SYS_fchmod,
    SYS_fchmodat,
    SYS_fchown,
    SYS_fchownat,
    SYS_utimensat,
    SYS_setxattr,
    SYS_lsetxattr,
    SYS_fsetxattr,
    SYS_removexattr,
    SYS_lremovexattr,
    SYS_fremovexattr,
    452,  // fchmodat2
    463,  // setxattrat
    466,  // removexattrat
    469,  // file_setattr
};

constexpr std::uint32_t kClone3 = 435;
constexpr std::uint32_t kNamespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC |
                                      CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
constexpr std::uint32_t kTypeTerminalInput = 0x5412;  // TIOCSTI
constexpr std::uint32_t kDriveConsole = 0x541C;       // TIOCLINUX
constexpr std::uint32_t kSocketType = 0xF;            // without SOCK_CLOEXEC and SOCK_NONBLOCK
constexpr int kMostAnswered = 256;                    // at a time

using Code = std::vector<sock_filter>;

sock_filter Do(int code, std::uint32_t value) {
  return BPF_STMT(static_cast<std::uint16_t>(code), value);
}
sock_filter If(int code, std::uint32_t value, int then, int otherwise) {
  return BPF_JUMP(static_cast<std::uint16_t>(BPF_JMP | BPF_K | code), value,
                  static_cast<std::uint8_t>(then), static_cast<std::uint8_t>(otherwise));
}
sock_filter Load(std::size_t offset) {
  return Do(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}
// Its lower half: these are ints, of which the kernel looks at no more.
sock_filter Argument(std::size_t index) { return Load(offsetof(seccomp_data, args) + 8 * index); }
sock_filter Return(std::uint32_t action) { return Do(BPF_RET | BPF_K, action); }

// Of one call, what it comes to by its arguments; every way through it ends in a return.
void Add(Code& code, std::uint32_t number, const Code& body) {
  code.push_back(If(BPF_JEQ, number, 0, static_cast<int>(body.size())));
  code.insert(code.end(), body.begin(), body.end());
}

// `self`: the process that may do to itself what it may not to others.
Code Filter(std::uint32_t denied, std::uint32_t self, bool of_metadata) {
  const sock_filter deny = Return(denied), allow = Return(SECCOMP_RET_ALLOW);
  Code code = {Load(offsetof(seccomp_data, arch)), If(BPF_JEQ, kArchitecture, 1, 0),     deny,
               Load(offsetof(seccomp_data, nr)),   If(BPF_JGE, kFirstForeignCall, 0, 1), deny};
  for (const Row& row : kNever) Add(code, row.number, {deny});
  if (of_metadata) {
    for (const std::uint32_t number : kOfMetadata) Add(code, number, {deny});
  }
  // glibc goes back to clone(), whose flags can be seen.
  Add(code, kClone3, {Return(SECCOMP_RET_ERRNO | ENOSYS)});
  Add(code, SYS_clone, {Argument(0), If(BPF_JSET, kNamespaces | CLONE_PARENT, 0, 1), deny, allow});
  Add(code, SYS_socket,
      {Argument(0), If(BPF_JEQ, AF_INET, 1, 0), If(BPF_JEQ, AF_INET6, 0, 4), Argument(1),
       Do(BPF_ALU | BPF_AND | BPF_K, kSocketType), If(BPF_JEQ, SOCK_STREAM, 0, 1), allow, deny});
  for (const std::uint32_t number : {SYS_process_vm_readv, SYS_prlimit64}) {
    Add(code, number, {Argument(0), If(BPF_JEQ, 0, 1, 0), If(BPF_JEQ, self, 0, 1), allow, deny});
  }
  Add(code, SYS_setpriority,
      {Argument(0), If(BPF_JEQ, PRIO_PROCESS, 0, 4), Argument(1), If(BPF_JEQ, 0, 1, 0),
       If(BPF_JEQ, self, 0, 1), allow, deny});
  Add(code, SYS_ioctl,
      {Argument(1), If(BPF_JEQ, kTypeTerminalInput, 2, 0), If(BPF_JEQ, kDriveConsole, 1, 0), allow,
       deny});
  code.push_back(allow);
  return code;
}

bool Install(std::uint32_t denied, unsigned flags, bool of_metadata, int& listener) {
  Code code = Filter(denied, static_cast<std::uint32_t>(getpid()), of_metadata);
  const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
  const long result = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  if (result < 0) return false;
  listener = flags & SECCOMP_FILTER_FLAG_NEW_LISTENER ? static_cast<int>(result) : -1;
  return true;
}

std::string Words(const seccomp_data& call) {
  const auto number = static_cast<std::uint32_t>(call.nr);
  for (const Row& row : kNever) {
    if (row.number == number) return row.what;
  }
  if (std::find(std::begin(kOfMetadata), std::end(kOfMetadata), number) != std::end(kOfMetadata))
    return kChangeMetadata;
  switch (number) {
    case SYS_socket: {
      const auto family = static_cast<int>(call.args[0]);
      const auto type = static_cast<int>(call.args[1]) & static_cast<int>(kSocketType);
      if (family == AF_UNIX) return "open a socket of this machine";
      if (family == AF_NETLINK) return "open a socket to the kernel";
      if (type == SOCK_DGRAM) return "open a socket of UDP";
      return fmt::format("open a socket of family {} and type {}", family, type);
    }
    case SYS_clone:
      return "start a process that is another one's child, or in a namespace";
    case SYS_process_vm_readv:
      return "read another process's memory";
    case SYS_prlimit64:
      return "limit another process";
    case SYS_setpriority:
      return "slow down another process";
    case SYS_ioctl:
      return "type into a terminal";
    default:
      return fmt::format("make the system call {}", call.nr);
  }
}

}  // namespace

SystemCallFilter FilterSystemCalls(bool of_metadata) {
  SystemCallFilter filter;
  if (kArchitecture == 0) return filter;
  int listener = -1;
  // Within a filter that has a listener already, there may be no second one.
  // Speculation is left as it is: before Linux 5.16 a filter would turn it off, and slow down
  // whatever is run.
  constexpr unsigned kSpeculation = SECCOMP_FILTER_FLAG_SPEC_ALLOW;
  filter.holds = Install(SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER | kSpeculation,
                         of_metadata, listener) ||
                 Install(SECCOMP_RET_ERRNO | EPERM, kSpeculation, of_metadata, listener);
  filter.listener = Descriptor(listener);
  return filter;
}

void AnswerDenied(int listener, const std::function<void(std::string what)>& note) {
  for (int i = 0; i < kMostAnswered; ++i) {
    pollfd polled{listener, POLLIN, 0};
    if (poll(&polled, 1, 0) <= 0 || !(polled.revents & POLLIN)) break;
    seccomp_notif call{};
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) continue;  // it is gone already
    note(Words(call.data));
    seccomp_notif_resp answer{};
    answer.id = call.id;
    answer.error = -EPERM;
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
  }
}

}  // namespace isograde
