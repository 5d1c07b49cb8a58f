#include "evidence/process_state.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fenv.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <functional>
#include <sstream>
#include <string_view>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#include "interpreter/cpython_api.h"
#include "sandbox/confinement.h"

extern char** environ;

namespace isograde {
namespace {

void CaptureSignals(ProcessState& state) {
  sigset_t blocked;
  sigprocmask(SIG_BLOCK, nullptr, &blocked);
  for (std::size_t signal = 1; signal < state.handlers.size(); ++signal) {
    struct sigaction action {};
    const int number = static_cast<int>(signal);
    if (sigaction(number, nullptr, &action) == 0) {
      state.handlers[signal] = reinterpret_cast<std::uintptr_t>(action.sa_handler);
      state.handler_flags[signal] = action.sa_flags;
    }
    if (sigismember(&blocked, number) == 1) state.blocked |= 1ULL << (signal - 1);
  }
}

// Calls `function` with each number that a folder of /proc lists: descriptors or threads.
void EachNumber(const char* folder, const std::function<void(int)>& function) {
  DIR* const entries = opendir(folder);
  if (!entries) return;
  const int own = dirfd(entries);
  while (const dirent* entry = readdir(entries)) {
    if (!std::isdigit(static_cast<unsigned char>(entry->d_name[0]))) continue;
    if (const int number = std::atoi(entry->d_name); number != own) function(number);
  }
  closedir(entries);
}

std::string LinkOf(int descriptor) {
  char path[256];
  const ssize_t size =
      readlink(fmt::format("/proc/self/fd/{}", descriptor).c_str(), path, sizeof path);
  return {path, size > 0 ? static_cast<std::size_t>(size) : 0};
}

// Control, not status: which exceptions have happened so far changes with every division.
void CaptureFloatingPoint(ProcessState& state) {
  constexpr std::pair<int, const char*> kDirections[] = {{FE_TONEAREST, "to the nearest"},
                                                         {FE_DOWNWARD, "down"},
                                                         {FE_UPWARD, "up"},
                                                         {FE_TOWARDZERO, "towards zero"}};
  for (const auto& [direction, words] : kDirections) {
    if (fegetround() == direction) state.rounding = words;
  }
  state.traps = fmt::format("{:#x}", fegetexcept());
#if defined(__x86_64__)
  constexpr unsigned kStatus = 0x3f;
  constexpr unsigned kFlushToZero = 1U << 15, kDenormalsAreZero = 1U << 6;
  const unsigned control = _mm_getcsr() & ~kStatus;
  state.keeps_denormals = (control & (kFlushToZero | kDenormalsAreZero)) == 0;
  state.control_word = fmt::format("MXCSR {:#x}", control);
#endif
}

std::string TimeZone() { return fmt::format("{}/{}, {} s", tzname[0], tzname[1], timezone); }

std::string Processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return "?";
  std::string text;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) text += fmt::format("{}{}", text.empty() ? "" : " ", cpu);
  }
  return text;
}

void CaptureScheduling(ProcessState& state) {
  const auto add = [&](const char* name, std::string value) {
    state.scheduling.emplace_back(name, std::move(value));
  };
  add("nice value", std::to_string(getpriority(PRIO_PROCESS, 0)));
  add("scheduling policy", std::to_string(sched_getscheduler(0)));
  add("processors that it may run on", Processors());
  int signal = 0, reaper = 0;
  prctl(PR_GET_PDEATHSIG, &signal);
  prctl(PR_GET_CHILD_SUBREAPER, &reaper);
  add("signal at its parent's death", std::to_string(signal));
  add("reaper of orphans", std::to_string(reaper));
  for (const auto& [option, name] : {std::pair{PR_GET_DUMPABLE, "dumpable"},
                                     {PR_GET_KEEPCAPS, "keeps capabilities"},
                                     {PR_GET_NO_NEW_PRIVS, "gains no privileges"},
                                     {PR_GET_TIMERSLACK, "slack of timers"},
                                     {PR_GET_THP_DISABLE, "without huge pages"},
                                     {PR_GET_SECUREBITS, "secure bits"}})
    add(name, std::to_string(prctl(option, 0, 0, 0, 0)));
}

// Each by the name that setrlimit(2) has for it.
void CaptureLimits(ProcessState& state) {
  for (const auto& [resource, name] : {std::pair{RLIMIT_AS, "AS"},
                                       {RLIMIT_CORE, "CORE"},
                                       {RLIMIT_CPU, "CPU"},
                                       {RLIMIT_DATA, "DATA"},
                                       {RLIMIT_FSIZE, "FSIZE"},
                                       {RLIMIT_LOCKS, "LOCKS"},
                                       {RLIMIT_MEMLOCK, "MEMLOCK"},
                                       {RLIMIT_MSGQUEUE, "MSGQUEUE"},
                                       {RLIMIT_NICE, "NICE"},
                                       {RLIMIT_NOFILE, "NOFILE"},
                                       {RLIMIT_NPROC, "NPROC"},
                                       {RLIMIT_RSS, "RSS"},
                                       {RLIMIT_RTPRIO, "RTPRIO"},
                                       {RLIMIT_RTTIME, "RTTIME"},
                                       {RLIMIT_SIGPENDING, "SIGPENDING"},
                                       {RLIMIT_STACK, "STACK"}}) {
    rlimit limit{};
    getrlimit(resource, &limit);
    state.limits.emplace_back(name, fmt::format("{}/{}", limit.rlim_cur, limit.rlim_max));
  }
}

std::string NameOfProcess() {
  std::ifstream file("/proc/self/comm");
  std::string name;
  std::getline(file, name);
  return name;
}

std::string Timers() {
  std::string text;
  for (const auto& [which, name] :
       {std::pair{ITIMER_REAL, "real"}, {ITIMER_VIRTUAL, "virtual"}, {ITIMER_PROF, "profiling"}}) {
    itimerval timer{};
    getitimer(which, &timer);
    if (timerisset(&timer.it_value)) text += fmt::format("{}{}", text.empty() ? "" : ", ", name);
  }
  std::ifstream file("/proc/self/timers");  // nothing where the kernel tells none
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("ID:"))
      text += fmt::format("{}timer{}", text.empty() ? "" : ", ", line.substr(3));
  }
  return text.empty() ? "none" : text;
}

// Where the kernel put argv and environ (proc_pid_stat(5), fields 48 to 51).
struct FirstMemory {
  std::uintptr_t arguments = 0, arguments_end = 0, environment = 0, environment_end = 0;
};

FirstMemory FindFirstMemory() {
  FirstMemory found;
  std::ifstream file("/proc/self/stat");
  std::string text;
  std::getline(file, text);
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return found;
  std::istringstream fields(text.substr(name_end + 1));  // from field 3 on
  constexpr int kBefore = 45;
  std::string skipped;
  for (int i = 0; i < kBefore; ++i) fields >> skipped;
  fields >> found.arguments >> found.arguments_end >> found.environment >> found.environment_end;
  return fields ? found : FirstMemory();
}

void CaptureFirstMemory(ProcessState& state) {
  static const FirstMemory memory =
      FindFirstMemory();  // a child has its parent's, at the same place
  state.arguments.assign(reinterpret_cast<const char*>(memory.arguments),
                         memory.arguments_end - memory.arguments);
  for (char** entry = environ; entry && *entry; ++entry) {
    const auto at = reinterpret_cast<std::uintptr_t>(*entry);
    state.has_first_environment |= at >= memory.environment && at < memory.environment_end;
  }
  Dl_info library{};
  if (dladdr(static_cast<const void*>(environ), &library) != 0 && library.dli_fname)
    state.environment_array = library.dli_fname;
}

// The beginning of it, arguments apart from each other.
std::string ArgumentsText(std::string arguments) {
  constexpr std::size_t kLongest = 80;
  std::replace(arguments.begin(), arguments.end(), '\0', ' ');
  return arguments.substr(0, kLongest);
}

std::string HandlerText(std::uintptr_t handler, int flags) {
  std::string text =
      handler == 0 ? "default" : (handler == 1 ? "ignore" : fmt::format("{:#x}", handler));
  constexpr std::pair<int, const char*> kFlags[] = {
      {SA_NOCLDSTOP, "SA_NOCLDSTOP"}, {SA_NOCLDWAIT, "SA_NOCLDWAIT"}, {SA_NODEFER, "SA_NODEFER"},
      {SA_ONSTACK, "SA_ONSTACK"},     {SA_RESETHAND, "SA_RESETHAND"}, {SA_RESTART, "SA_RESTART"},
      {SA_SIGINFO, "SA_SIGINFO"}};
  for (const auto& [flag, name] : kFlags) {
    if (handler > 1 && (flags & flag)) text += fmt::format(" {}", name);
  }
  return text;
}

std::string SignalsText(std::uint64_t mask) {
  std::string text;
  for (int signal = 1; signal <= 64; ++signal) {
    if (mask & (1ULL << (signal - 1))) text += fmt::format("{}{}", text.empty() ? "" : " ", signal);
  }
  return text.empty() ? "none" : text;
}

constexpr const char* kFloatingPoint = "floating-point control";

using Printable = std::map<std::pair<StateLevel, std::string>, std::string>;

Printable Print(const ProcessState& state) {
  Printable text;
  const auto process = [&](const std::string& item) -> std::string& {
    return text[{StateLevel::kProcess, item}];
  };
  const auto runtime = [&](const std::string& item) -> std::string& {
    return text[{StateLevel::kRuntime, item}];
  };
  process("working directory") = state.directory;
  for (const std::string& entry : state.environment) {
    const std::size_t equals = entry.find('=');
    process("environment variable " + entry.substr(0, equals)) =
        equals == std::string::npos ? "" : entry.substr(equals + 1);
  }
  process("umask") = fmt::format("{:03o}", state.umask);
  process("locale") = state.locale;
  for (std::size_t signal = 1; signal < state.handlers.size(); ++signal) {
    const char* name = sigabbrev_np(static_cast<int>(signal));
    if (name)
      process(fmt::format("handler of SIG{}", name)) =
          HandlerText(state.handlers[signal], state.handler_flags[signal]);
  }
  process("blocked signals") = SignalsText(state.blocked);
  for (const auto& [number, link] : state.descriptors)
    process(fmt::format("descriptor {}", number)) = link;
  process("threads") = std::to_string(state.threads);
  for (const auto& [name, value] : state.limits) process("limit " + name) = value;
  for (const auto& [name, value] : state.scheduling) process(name) = value;
  process("name of the process") = state.name;
  process("time zone of the C library") = state.time_zone;
  process(kFloatingPoint) =
      fmt::format("rounding {}, traps {}{}", state.rounding, state.traps,
                  state.control_word.empty() ? "" : ", " + state.control_word);
  process("timers") = state.timers;
  process("child processes") = std::to_string(state.children);
  process("memory of argv") = ArgumentsText(state.arguments);
  process("memory of argv and environ") =
      state.has_first_environment ? "where environ's strings lie" : "without environ's strings";
  process("array of environ") =
      state.environment_array.empty() ? "in no library" : "in " + state.environment_array;
  runtime("audit hooks added") = std::to_string(state.audit_hooks);
  for (const auto& [name, value] : state.hooks)
    runtime(name) = value == 0 ? "none" : fmt::format("{:#x}", value);
  return text;
}

}  // namespace

ProcessState CaptureProcessState() {
  ProcessState state;
  char directory[4096];
  state.directory = getcwd(directory, sizeof directory) ? directory : "?";
  for (char** entry = environ; entry && *entry; ++entry) state.environment.emplace_back(*entry);
  state.umask = umask(0);
  umask(state.umask);
  state.locale = std::setlocale(LC_ALL, nullptr);
  CaptureSignals(state);
  EachNumber("/proc/self/fd", [&](int number) { state.descriptors[number] = LinkOf(number); });
  EachNumber("/proc/self/task", [&](int) { ++state.threads; });
  CaptureLimits(state);
  CaptureScheduling(state);
  CaptureFloatingPoint(state);
  state.name = NameOfProcess();
  state.time_zone = TimeZone();
  state.timers = Timers();
  state.children = CountChildren();
  CaptureFirstMemory(state);
  state.hooks = cpython::RuntimeHooks();
  state.audit_hooks = cpython::AddedAuditHooks();
  return state;
}

std::vector<StateChange> Differences(const ProcessState& before, const ProcessState& after) {
  using Kind = StateChange::Kind;
  std::vector<StateChange> found;
  const Printable old = Print(before);
  const Printable now = Print(after);
  const bool keeps = after.keeps_denormals;
  const std::string of_denormals =
      keeps == before.keeps_denormals
          ? ""
          : fmt::format("denormal numbers count as {} from now on", keeps ? "themselves" : "zero");
  for (const auto& [key, value] : now) {
    const auto entry = old.find(key);
    if (entry == old.end()) {
      found.push_back({.level = key.first, .item = key.second, .kind = Kind::kNew, .is = value});
    } else if (entry->second != value) {
      found.push_back({.level = key.first, .item = key.second, .was = entry->second, .is = value});
      if (key.second != kFloatingPoint || of_denormals.empty()) continue;
      found.back().words = of_denormals;
      found.back().was = before.control_word;
      found.back().is = after.control_word.substr(after.control_word.find(' ') + 1);
    }
  }
  for (const auto& [key, value] : old) {
    if (!now.contains(key))
      found.push_back({.level = key.first, .item = key.second, .kind = Kind::kGone, .was = value});
  }
  return found;
}

}  // namespace isograde
