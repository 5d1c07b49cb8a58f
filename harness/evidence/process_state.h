#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace isograde {

/// State of the process and of the runtime that an extension may change from under everyone:
/// working directory, environment, umask, locale, signal dispositions and mask, open descriptors,
/// threads, resource limits, hooks of the runtime.
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
  std::vector<std::pair<std::string, std::uintptr_t>> hooks;
};

ProcessState CaptureProcessState();

/// One sentence for each thing that differs: "process: umask was 022, is 077".
std::vector<std::string> Differences(const ProcessState& before, const ProcessState& after);

}  // namespace isograde
