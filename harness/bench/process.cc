#include "bench/process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/exit_code.h"
#include "interpreter/python_call.h"
#include "interpreter/python_error.h"

namespace isograde {
namespace {

// Runs a program whose standard output nobody reads, and which does not outlive this process; its
// exit code.
int Run(std::vector<std::string> words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) throw HarnessError(fmt::format("{}: {}", words[0], std::strerror(errno)));
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    const int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (getppid() == parent && dup2(null, STDOUT_FILENO) >= 0) execv(pointers[0], pointers.data());
    _exit(kHarnessFailed);
  }
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : kHarnessFailed;
}

}  // namespace

BenchResults MeasureInProcess(const BenchRequest& request, const std::string& package,
                              const std::string& output) {
  std::vector<std::string> words = {SysText("executable")};
  for (const std::string& flag : PythonFlags()) words.push_back(flag);
  words.insert(words.end(), {package + "/__main__.py", "bench", "--no-peers", "--output=" + output,
                             fmt::format("--climb={}", request.climb)});
  if (request.repetitions > 0)
    words.push_back(fmt::format("--repetitions={}", request.repetitions));
  if (request.together && !request.targets.empty()) words.emplace_back("--together");
  if (!request.configs.empty()) words.push_back("--config=" + request.configs);
  if (!request.threads.empty()) words.push_back("--threads=" + request.threads);
  if (!request.kinds.empty())
    words.push_back(fmt::format("--benchmark_filter=^({})/", request.kinds));
  for (const std::string& recipe : request.recipes) words.push_back("--recipe=" + recipe);
  words.insert(words.end(), request.targets.begin(), request.targets.end());
  const int code = Run(words);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (code == 128 + signal) throw Interrupted(signal);
  }
  if (code == kUsage) throw CommandLineDone{kUsage};
  // Where nothing could be measured, the results say why.
  if (code != kThresholdMet && code != kNothingToGrade)
    throw HarnessError(fmt::format("`isograde bench` ended with exit code {}", code));
  return ReadBenchResults(output);
}

}  // namespace isograde
