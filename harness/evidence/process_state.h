#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "evidence/state_change.h"

namespace isograde {

/// State of the process and of the runtime that an extension may change from under everyone:
/// working directory, environment, umask, locale, time zone, signal dispositions and mask, open
/// descriptors, threads, resource limits, priority and affinity, what prctl(2) keeps,
/// floating-point control, timers, child processes, the process's name, the memory of argv and
/// environ; memory allocators and hooks of the runtime.
struct ProcessState {
  std::string directory;
  std::vector<std::string> environment;  ///< "NAME=value"
  unsigned umask = 0;
  std::string locale;
  std::string time_zone;                      ///< the C library's: names, seconds west of UTC
  std::array<std::uintptr_t, 65> handlers{};  ///< by signal number
  std::array<int, 65> handler_flags{};        ///< sa_flags, of sigaction(2)
  std::uint64_t blocked = 0;                  ///< signal mask, bit `signal - 1`
  std::map<int, std::string> descriptors;     ///< number -> what it refers to
  std::size_t threads = 0;
  std::vector<std::pair<std::string, std::string>> limits;
  /// Policy, nice value and processors of the thread; what prctl(2) tells.
  std::vector<std::pair<std::string, std::string>> scheduling;
  std::string name;      ///< comm, of proc_pid_comm(5)
  std::string rounding;  ///< of floating-point numbers, in words
  std::string traps;     ///< floating-point exceptions that raise a signal
  bool keeps_denormals = true;
  std::string control_word;  ///< of the floating-point unit, where it is known: "MXCSR 0x1f80"
  std::string timers;        ///< interval timers and POSIX timers that are armed
  int children = 0;
  /// Of the runtime: functions behind its allocators' domains, hooks.
  std::vector<std::pair<std::string, std::uintptr_t>> hooks;
  /// What is in the memory that the process got its arguments in; and whether strings of its
  /// environment still lie where it got them.
  std::string arguments;
  bool has_first_environment = false;
  std::string environment_array;  ///< the library that environ lies in; empty: in none
  int audit_hooks = 0;            ///< added since cpython::WatchAuditHooks(), for all interpreters
};

ProcessState CaptureProcessState();

/// Of process and runtime.
std::vector<StateChange> Differences(const ProcessState& before, const ProcessState& after);

}  // namespace isograde
