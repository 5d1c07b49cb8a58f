#include "sandbox/confinement.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "base/fault.h"
#include "base/sanitizer.h"

namespace isograde {
namespace {

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

}  // namespace

void Confine(pid_t parent, const Limits& limits, int output, const std::string& scratch) {
  setpgid(0, 0);
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
    Limit(RLIMIT_DATA, limits.memory_bytes);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(null, STDIN_FILENO);
  if (null > STDERR_FILENO) close(null);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  mkdir(scratch.c_str(), 0700);
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

int CountDescendants(pid_t root, int most) {
  return std::min(static_cast<int>(Descendants(root, static_cast<std::size_t>(most)).size()), most);
}

int ReapStrays(const pid_t* known, std::size_t count) {
  // The children of a stray become this process's when it dies: until there are none.
  int strays = 0;
  for (bool found = true; found;) {
    found = false;
    for (const pid_t pid : Children()) {
      if (std::find(known, known + count, pid) != known + count) continue;
      found = true;
      if (waitpid(pid, nullptr, WNOHANG) != 0) continue;  // had ended already
      ++strays;
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
    }
  }
  return strays;
}

}  // namespace isograde
