#include "sandbox/confinement.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "base/fault.h"
#include "base/sanitizer.h"
#include "interpreter/evaluate.h"
#include "sandbox/landlock.h"
#include "sandbox/own_mounts.h"
#include "sandbox/system_calls.h"

namespace isograde {
namespace {

constexpr std::chrono::seconds kStrayLimit{1};

// Bytes that count for RLIMIT_DATA already: what a run of many targets has read is in every child.
std::uint64_t InheritedMemory() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t size = 0, resident = 0, shared = 0, text = 0, library = 0, data = 0;
  file >> size >> resident >> shared >> text >> library >> data;
  return file ? data * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

void Limit(__rlimit_resource resource, rlim_t most) {
  const rlimit limit{most, most};
  setrlimit(resource, &limit);  // may only be lower already
}

// Children of all threads of a process, zombies included (Linux, CONFIG_PROC_CHILDREN).
std::vector<pid_t> Children(const std::string& process = "self") {
  std::vector<pid_t> children;
  const std::string folder = "/proc/" + process + "/task";
  DIR* const tasks = opendir(folder.c_str());
  if (!tasks) return children;
  while (const dirent* entry = readdir(tasks)) {
    if (entry->d_name[0] == '.') continue;
    std::ifstream list(folder + "/" + entry->d_name + "/children");
    for (pid_t pid = 0; list >> pid;) children.push_back(pid);
  }
  closedir(tasks);
  return children;
}

// One message, with the descriptor if there is one.
void Tell(int socket, const Held& held, int listener) {
  iovec data{const_cast<Held*>(&held), sizeof held};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  if (listener >= 0) {
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(header), &listener, sizeof listener);
  }
  sendmsg(socket, &message, MSG_NOSIGNAL);
}

// What is written to a home or for a while goes into the scratch folder, while what is read, the
// user's packages, stays where it is. Python's os.environ is a copy.
void MoveHome(const std::string& scratch) {
  Namespace python;
  python.SetText("scratch", scratch);
  python.Execute(R"(
import os, sys
site = sys.modules.get("site")
if site is not None and not os.environ.get("PYTHONUSERBASE"):
    os.environ["PYTHONUSERBASE"] = site.getuserbase()
os.environ["HOME"] = os.environ["TMPDIR"] = scratch
if "tempfile" in sys.modules:
    sys.modules["tempfile"].tempdir = None
)");
}

Held ConfineFurther(const std::string& scratch, int told) {
  Held held;
  TakeOwnMounts(scratch, held);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return held;
  RestrictByLandlock(scratch, held);
  const SystemCallFilter filter = FilterSystemCalls(!held.metadata);
  held.system_calls = filter.holds;
  held.metadata |= filter.holds;
  held.attempts = static_cast<bool>(filter.listener);
  Tell(told, held, filter.listener.get());
  return held;
}

}  // namespace

std::optional<Confinement> ReceiveConfinement(int socket) {
  Confinement confinement;
  iovec data{&confinement.held, sizeof confinement.held};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) != sizeof(Held))
    return std::nullopt;
  const cmsghdr* const header = CMSG_FIRSTHDR(&message);
  if (header && header->cmsg_type == SCM_RIGHTS) {
    int listener = -1;
    std::memcpy(&listener, CMSG_DATA(header), sizeof listener);
    confinement.listener = Descriptor(listener);
  }
  return confinement;
}

namespace {

void ReadNothing() {
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null == STDIN_FILENO) return;
  dup2(null, STDIN_FILENO);
  if (null > STDERR_FILENO) close(null);
}

// Files and devices that whoever started isograde left open: by a descriptor, their modes can be
// changed past all mounts. Ours, and Python's, are closed by exec, and are told by that.
void CloseInheritedFiles() {
  std::vector<int> inherited;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
    const int number = std::atoi(entry.path().filename().c_str());
    const int flags = fcntl(number, F_GETFD);
    const std::string name = std::filesystem::read_symlink(entry.path(), error).string();
    const bool is_file = name.starts_with('/') && !name.starts_with("/memfd:");
    if (is_file && number > STDERR_FILENO && flags >= 0 && (flags & FD_CLOEXEC) == 0)
      inherited.push_back(number);
  }
  for (const int number : inherited) close(number);
}

}  // namespace

Held ProbeConfinement(const std::string& scratch) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return {};
  const Descriptor ours(ends[0]), theirs(ends[1]);
  OwnMountsAreOfUse();
  const pid_t pid = fork();
  if (pid == 0) {
    ConfineFurther(scratch, theirs.get());
    _exit(0);
  }
  if (pid > 0) waitpid(pid, nullptr, 0);
  const auto told = ReceiveConfinement(ours.get());
  return told ? told->held : Held{};
}

void Confine(pid_t parent, const Limits& limits, int output, const std::string& scratch, int told) {
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);
  // What the module leaves running comes to this process while it lives, and to the parent's reaper
  // afterwards.
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY);  // its stacks are read by a process beside it
  signal(SIGTERM, SIG_DFL);
  Limit(RLIMIT_CORE, 0);
  Limit(RLIMIT_FSIZE, limits.file_bytes);
  if (kMemoryCanBeLimited && !ISOGRADE_FAULT("sandbox/memory-has-no-limit"))
    Limit(RLIMIT_DATA, InheritedMemory() + limits.memory_bytes);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  ReadNothing();
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  CloseInheritedFiles();
  mkdir(scratch.c_str(), 0700);
  if (limits.confining != Confining::kOff) {
    MoveHome(scratch);
    ConfineFurther(scratch, told);
    // What was open before is on mounts that can be written to: fchmod(0, 0) would be of the
    // machine's /dev/null.
    ReadNothing();
  }
  if (chdir(scratch.c_str()) != 0) _exit(1);
}

int CountChildren() {
  siginfo_t ended{};
  // Cheaper than /proc where there is none, which is nearly always.
  if (waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) != 0) return 0;
  return static_cast<int>(Children().size());
}

std::vector<pid_t> Descendants(pid_t root, std::size_t most) {
  std::vector<pid_t> found = Children(std::to_string(root));
  for (std::size_t i = 0; i < found.size() && found.size() < most; ++i) {
    for (const pid_t child : Children(std::to_string(found[i]))) found.push_back(child);
  }
  return found;
}

std::vector<pid_t> OwnChildren() { return Children(); }

int ReapStrays(std::span<const pid_t> known) {
  const auto until = std::chrono::steady_clock::now() + kStrayLimit;
  std::set<pid_t> strays;
  // The children of a stray become this process's when it dies: until there are none.
  for (bool found = true; found && std::chrono::steady_clock::now() < until;) {
    found = false;
    for (const pid_t pid : Children()) {
      if (std::find(known.begin(), known.end(), pid) != known.end()) continue;
      found = true;
      if (waitpid(pid, nullptr, WNOHANG) != 0) continue;  // had ended already
      if (strays.insert(pid).second) kill(pid, SIGKILL);
    }
    if (found) usleep(1'000);
  }
  return static_cast<int>(strays.size());
}

}  // namespace isograde
