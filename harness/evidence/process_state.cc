#include "evidence/process_state.h"

#include <dirent.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <clocale>
#include <cstring>
#include <string_view>

#include "interpreter/cpython_api.h"

extern char** environ;

namespace isograde {
namespace {

void CaptureSignals(ProcessState& state) {
  for (int signal = 1; signal < NSIG; ++signal) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) != 0) continue;
    const char* name = sigabbrev_np(signal);
    if (!name) continue;
    const auto handler = reinterpret_cast<std::uintptr_t>(action.sa_handler);
    state[fmt::format("process: handler of SIG{}", name)] =
        handler == 0 ? "default" : (handler == 1 ? "ignore" : fmt::format("{:#x}", handler));
  }
  sigset_t blocked;
  sigprocmask(SIG_BLOCK, nullptr, &blocked);
  std::string names;
  for (int signal = 1; signal < NSIG; ++signal) {
    if (sigismember(&blocked, signal) == 1) names += fmt::format(" {}", signal);
  }
  state["process: blocked signals"] = names.empty() ? "none" : names.substr(1);
}

// The names in a folder of /proc: descriptors or threads.
std::size_t CountEntries(const char* folder, ProcessState* links, const char* label) {
  std::size_t count = 0;
  DIR* const entries = opendir(folder);
  if (!entries) return 0;
  const int own = dirfd(entries);
  while (const dirent* entry = readdir(entries)) {
    if (!std::isdigit(static_cast<unsigned char>(entry->d_name[0]))) continue;
    if (links && std::stoi(entry->d_name) == own) continue;
    ++count;
    if (!links) continue;
    char path[256];
    const ssize_t size = readlink(fmt::format("{}/{}", folder, entry->d_name).c_str(), path, sizeof path);
    (*links)[fmt::format("process: {} {}", label, entry->d_name)] = std::string(path, size > 0 ? static_cast<std::size_t>(size) : 0);
  }
  closedir(entries);
  return count;
}

}  // namespace

ProcessState CaptureProcessState() {
  ProcessState state;
  char directory[4096];
  state["process: working directory"] = getcwd(directory, sizeof directory) ? directory : "?";
  for (char** entry = environ; entry && *entry; ++entry) {
    const char* equals = std::strchr(*entry, '=');
    if (!equals) continue;
    state[fmt::format("process: environment variable {}", std::string_view(*entry, static_cast<std::size_t>(equals - *entry)))] = equals + 1;
  }
  const mode_t mask = umask(0);
  umask(mask);
  state["process: umask"] = fmt::format("{:03o}", mask);
  state["process: locale"] = std::setlocale(LC_ALL, nullptr);
  CaptureSignals(state);
  CountEntries("/proc/self/fd", &state, "descriptor");
  state["process: threads"] = std::to_string(CountEntries("/proc/self/task", nullptr, ""));
  for (const auto& [resource, name] : {std::pair{RLIMIT_NOFILE, "NOFILE"}, {RLIMIT_STACK, "STACK"}, {RLIMIT_AS, "AS"}}) {
    rlimit limit{};
    getrlimit(resource, &limit);
    state[fmt::format("process: limit {}", name)] = fmt::format("{}/{}", limit.rlim_cur, limit.rlim_max);
  }
  for (const auto& [name, value] : cpython::RuntimeHooks()) {
    state[fmt::format("runtime: {}", name)] = value == 0 ? "none" : fmt::format("{:#x}", value);
  }
  return state;
}

std::vector<std::string> Differences(const ProcessState& before, const ProcessState& after) {
  std::vector<std::string> found;
  for (const auto& [key, value] : after) {
    const auto old = before.find(key);
    if (old == before.end()) {
      found.push_back(fmt::format("{} is new: {}", key, value));
    } else if (old->second != value) {
      found.push_back(fmt::format("{} was {}, is {}", key, old->second, value));
    }
  }
  for (const auto& [key, value] : before) {
    if (!after.contains(key)) found.push_back(fmt::format("{} is gone; it was {}", key, value));
  }
  return found;
}

}  // namespace isograde
