#include "suites/concurrency/throughput.h"

#include <Python.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <thread>

#include "error.h"
#include "interpreter/reference.h"
#include "suites/concurrency/parallel_experiments.h"
#include "suites/exceptions/call_stages.h"

namespace isograde {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kWindow{20};
constexpr int kMostTries = 4;
constexpr double kGoodEnough = 0.8;

struct Process {
  pid_t pid = -1;
  int go = -1;      // written to when all are ready
  int result = -1;  // a byte when it is ready, then a double
};

}  // namespace

ThroughputClock::ThroughputClock(const Subject& subject, const Effort& effort)
    : subject_(subject),
      workers_(std::min(effort.interpreters,
                        static_cast<int>(std::max(std::thread::hardware_concurrency(), 2U)))),
      rates_(static_cast<std::size_t>(workers_)) {}

double ThroughputClock::PerSecond(const Seat& seat) const {
  const auto begin = Clock::now();
  int times = 0;
  do {
    const Reference value = seat.names->Evaluate(subject_.recipe.exercise);
    PyErr_Clear();
    ++times;
  } while (Clock::now() - begin < kWindow);
  return times / std::chrono::duration<double>(Clock::now() - begin).count();
}

void ThroughputClock::RunProcesses(const ImportStage& import) {
  if (subject_.recipe.exercise.empty()) return;
  std::vector<Process> processes(static_cast<std::size_t>(workers_));
  for (Process& process : processes) {
    int go[2], result[2];
    if (pipe(go) != 0 || pipe(result) != 0) throw HarnessError("no pipe");
    PyOS_BeforeFork();
    process.pid = fork();
    if (process.pid == 0) {
      PyOS_AfterFork_Child();
      const Interpreter main = Interpreter::Main();
      Seat seat{.interpreter = &main, .module = import.ImportAnew()};
      PyErr_Clear();
      PrepareCalls(subject_, seat);
      char byte = 0;
      double rate = 0;
      if (write(result[1], &byte, 1) == 1 && read(go[0], &byte, 1) == 1 && seat.loaded() &&
          !seat.setup_raised)
        rate = PerSecond(seat);
      const ssize_t ignored = write(result[1], &rate, sizeof rate);
      _exit(ignored == sizeof rate ? 0 : 1);
    }
    PyOS_AfterFork_Parent();
    close(go[0]);
    close(result[1]);
    process.go = go[1];
    process.result = result[0];
  }
  for (const Process& process : processes) {
    char byte = 0;
    if (read(process.result, &byte, 1) != 1) continue;
  }
  for (const Process& process : processes) {
    if (write(process.go, "", 1) != 1) continue;
  }
  processes_ = 0;
  bool all = true;
  for (const Process& process : processes) {
    double rate = 0;
    all &= read(process.result, &rate, sizeof rate) == sizeof rate && rate > 0;
    processes_ += rate;
    close(process.go);
    close(process.result);
    waitpid(process.pid, nullptr, 0);
  }
  if (!all) processes_ = 0;
}

void ThroughputClock::RunInterpreters(int index, const Seat& seat, bool usable, Gate& gate) {
  const bool measures = usable && !subject_.recipe.exercise.empty() && index < workers_;
  const auto measure = [&] { return seat.interpreter->Run([&] { return PerSecond(seat); }); };
  gate.Pass();
  if (measures && index == 0) alone_ = measure();
  // What else the machine does makes it slower, never faster: the best of several tries counts,
  // where the first one is not good.
  for (int attempt = 0; attempt < kMostTries; ++attempt) {
    gate.Pass();
    if (measures) rates_[static_cast<std::size_t>(index)] = measure();
    gate.Pass();
    if (index == 0) {
      const bool all =
          std::all_of(rates_.begin(), rates_.end(), [](double rate) { return rate > 0; });
      if (all)
        interpreters_ = std::max(interpreters_, std::accumulate(rates_.begin(), rates_.end(), 0.0));
      again_ = all && interpreters_ < kGoodEnough * processes_;
    }
    gate.Pass();
    if (!again_) break;
  }
}

void ThroughputClock::Tell(Channel& channel) const {
  if (interpreters_ > 0 && processes_ > 0)
    channel.Observe(Throughput{workers_, alone_, processes_, interpreters_});
}

}  // namespace isograde
