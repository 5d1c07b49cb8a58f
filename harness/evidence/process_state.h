#pragma once

#include <map>
#include <string>
#include <vector>

namespace isograde {

/// State of the process and of the runtime that an extension may change from under everyone: working directory, environment,
/// umask, locale, signal dispositions and mask, open descriptors, threads, resource limits, hooks of the runtime.
/// Key: "process: umask"; value: printable.
using ProcessState = std::map<std::string, std::string>;

ProcessState CaptureProcessState();

/// One sentence for each thing that differs: "process: umask was 022, is 077".
std::vector<std::string> Differences(const ProcessState& before, const ProcessState& after);

}  // namespace isograde
