#include "host/gate_bench.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "error.h"
#include "host/bench_verdict.h"
#include "host/exit_code.h"
#include "interpreter/python_error.h"
#include "report/bench_comparison.h"
#include "report/report.h"
#include "report/words.h"

namespace isograde {
namespace {

// Runs a program whose standard output nobody reads; its exit code.
int Run(std::vector<std::string> words) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, pointers[0], &actions, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw HarnessError(fmt::format("{}: {}", words[0], std::strerror(error)));
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kHarnessFailed;
}

/// What `isograde bench` is to be asked for.
struct Wanted {
  std::vector<std::string> targets;
  bool together = false;
  std::string configs;  ///< with commas; empty: its default
};

// What was measured before; what the command line names goes before that.
Wanted WantedOf(const Options& options, const BenchResults* before,
                const std::vector<std::string>& graded) {
  Wanted wanted{.targets = options.targets};
  if (before) {
    wanted.configs = before->Context("configs");
    const std::string loads = before->Context("targets");
    wanted.together = loads.find('+') != std::string::npos;
    if (wanted.targets.empty()) wanted.targets = Split(loads, wanted.together ? '+' : ',');
  }
  if (wanted.targets.empty() && !before) wanted.targets = graded;
  if (!options.configs.empty()) {
    wanted.configs.clear();
    for (const InterpreterConfig config : options.configs)
      wanted.configs += fmt::format("{}{}", wanted.configs.empty() ? "" : ",", Name(config));
  }
  return wanted;
}

BenchResults Measure(const Wanted& wanted, const std::string& package, const std::string& output) {
  std::vector<std::string> words = {
      SysText("executable"), package + "/__main__.py", "bench", "--no-peers", "--output", output};
  if (wanted.together) words.emplace_back("--together");
  if (!wanted.configs.empty()) words.push_back("--config=" + wanted.configs);
  words.insert(words.end(), wanted.targets.begin(), wanted.targets.end());
  const int code = Run(words);
  if (code == kInterruptedExit) throw Interrupted();
  if (code != kThresholdMet)
    throw HarnessError(fmt::format("`isograde bench` ended with exit code {}", code));
  return ReadBenchResults(output);
}

}  // namespace

void RequireBench(const Options& options) {
  std::error_code ignored;
  if (options.update) RequireWritable(options.bench_baseline);
  if (!options.update || std::filesystem::exists(options.bench_baseline, ignored))
    ReadBenchResults(options.bench_baseline);
}

int GateBench(const Options& options, const std::vector<std::string>& graded,
              const std::string& package) {
  const std::string& file = options.bench_baseline;
  std::error_code ignored;
  if (options.update) {
    std::optional<BenchResults> before;
    if (std::filesystem::exists(file, ignored)) before = ReadBenchResults(file);
    const Wanted wanted = WantedOf(options, before ? &*before : nullptr, graded);
    Measure(wanted, package, file);
    fmt::print("{}: the costs are now those of this run\n", file);
    return kThresholdMet;
  }
  const BenchResults before = ReadBenchResults(file);
  std::string now = (std::filesystem::temp_directory_path() / "isograde-bench-XXXXXX").string();
  const int descriptor = mkstemp(now.data());
  if (descriptor < 0) throw HarnessError("no temporary file in " + now);
  close(descriptor);
  const BenchResults after = [&] {
    try {
      return Measure(WantedOf(options, &before, graded), package, now);
    } catch (...) {
      std::filesystem::remove(now, ignored);
      throw;
    }
  }();
  std::filesystem::remove(now, ignored);
  const BenchTolerance tolerance{.max_regression = options.bench.max_regression / 100,
                                 .alpha = options.bench.alpha};
  BenchComparison comparison = Compare(before, after, tolerance);
  // Peers and long climbs, which a gate leaves out.
  comparison.gone.clear();
  return TellComparison(comparison, tolerance);
}

}  // namespace isograde
