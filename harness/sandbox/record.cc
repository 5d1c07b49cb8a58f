#include "sandbox/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace isograde {

ISOGRADE_JSON_FIELDS(Record, ending, exit_code, signal, limit_s, stages, finished, observations,
                     harness_error, output, output_bytes, post_mortem, broke_elsewhere, held,
                     attempts, processes_left, cpu_s, wall_s);
ISOGRADE_JSON_FIELDS(Attempt, what, during);
namespace {

std::string SignalName(int signal) {
  const char* name = sigabbrev_np(signal);
  return name ? fmt::format("SIG{}", name) : fmt::format("signal {}", signal);
}

std::string Manner(const Record& record) {
  switch (record.ending) {
    case Ending::kComplete:
      return {};
    case Ending::kExited:
      return fmt::format("ended the process with exit code {}", record.exit_code);
    case Ending::kSignalled:
      return fmt::format("crashed with {}", SignalName(record.signal));
    case Ending::kTimedOut:
      return fmt::format("hung for {:g} s", record.limit_s);
    case Ending::kTooLong:
      return fmt::format("was not done after {:g} s", record.limit_s);
    case Ending::kTooMuch:
      return fmt::format("wrote more than {} KiB to stdout and stderr", record.output_bytes / 1024);
    case Ending::kTooMany:
      return "started more processes or threads than it may";
    case Ending::kTooManyFiles:
      return "put more into its working directory than it may";
    case Ending::kChannelLost:
      return "closed file descriptors that were not its own";
    case Ending::kChannelSpoiled:
      return "wrote to a file descriptor that was not its own";
    case Ending::kOutOfMemory:
      return "took all memory that it may have";
  }
  return {};
}

// A recipe's call may be long and go over lines: its beginning tells which one it is.
std::string Shortened(const std::string& text) {
  constexpr std::size_t kLongest = 60;
  std::string line = text.substr(0, text.find('\n'));
  const bool cut = line.size() < text.size() || line.size() > kLongest;
  line.resize(std::min(line.size(), kLongest));
  return cut ? line + "..." : line;
}

}  // namespace

std::string InterpreterName(int interpreter) {
  return interpreter == 0 ? "the main interpreter" : fmt::format("interpreter {}", interpreter);
}

std::string InterpreterNames(const std::vector<int>& interpreters) {
  std::string names;
  for (const int interpreter : interpreters) {
    names += (names.empty() ? "" : ", ") +
             (interpreter == 0 ? std::string("main") : std::to_string(interpreter));
  }
  return names;
}

Record WithoutObservations(const Record& record) {
  return {.ending = record.ending,
          .exit_code = record.exit_code,
          .signal = record.signal,
          .limit_s = record.limit_s,
          .stages = record.stages,
          .finished = record.finished,
          .harness_error = record.harness_error,
          .output = record.output,
          .output_bytes = record.output_bytes,
          .post_mortem = record.post_mortem,
          .broke_elsewhere = record.broke_elsewhere,
          .held = record.held,
          .attempts = record.attempts,
          .processes_left = record.processes_left,
          .cpu_s = record.cpu_s,
          .wall_s = record.wall_s};
}

std::string DescribeEnding(const Record& record) {
  const std::string manner = Manner(record);
  if (manner.empty()) return {};
  const Position last = record.last();
  std::string where =
      last.interpreter < 0 ? "" : fmt::format(" in {}", InterpreterName(last.interpreter));
  if (!last.detail.empty()) where += fmt::format(" ({})", Shortened(last.detail));
  return fmt::format("{} while {}{}", manner, last.words, where);
}

}  // namespace isograde
