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
/// working directory, environment, umask, locale, signal dispositions and mask, open descriptors,
/// threads, resource limits, floating-point control, timers, child processes, the memory of argv
/// and environ; memory allocators and hooks of the runtime.
struct ProcessState {
  std::string directory;
  std::vector<std::string> environment;  ///< "NAME=value"
  unsigned umask = 0;
  std::string locale;
  std::array<std::uintptr_t, 65> handlers{};  ///< by signal number
  std::uint64_t blocked = 0;                  ///< signal mask, bit `signal - 1`
  std::map<int, std::string> descriptors;     ///< number -> what it refers to
  std::size_t threads = 0;
  std::vector<std::pair<std::string, std::string>> limits;
  std::string floating_point;  ///< rounding, traps, flush-to-zero, in words
  std::string timers;          ///< interval timers and POSIX timers that are armed
  int children = 0;
  /// Of the runtime: functions behind its allocators' domains, hooks.
  std::vector<std::pair<std::string, std::uintptr_t>> hooks;
  /// What is in the memory that the process got its arguments in; and whether strings of its
  /// environment still lie where it got them.
  std::string arguments;
  bool has_first_environment = false;
  int audit_hooks = 0;  ///< added since cpython::WatchAuditHooks(), for all interpreters
};

ProcessState CaptureProcessState();

/// Of process and runtime.
std::vector<StateChange> Differences(const ProcessState& before, const ProcessState& after);

}  // namespace isograde
