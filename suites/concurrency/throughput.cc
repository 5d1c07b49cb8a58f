#include "suites/concurrency/throughput.h"

#include <Python.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <thread>

#include "interpreter/reference.h"
#include "suites/exceptions/call_recorders.h"

namespace isograde {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kWindow{5};
constexpr std::size_t kMostRounds = 20;

double ThreadCpuSeconds() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
}

int CoresFor(const Effort& effort) {
  const int cores = static_cast<int>(std::max(std::thread::hardware_concurrency(), 2U));
  return std::min(effort.interpreters, cores);
}

}  // namespace

ThroughputClock::ThroughputClock(const Subject& subject, const Effort& effort,
                                 const ImportRecorder& import)
    : subject_(subject),
      seen_{.workers = CoresFor(effort)},
      interpreters_(static_cast<std::size_t>(seen_.workers)) {
  // Further interpreters that decline it do other work than processes.
  if (subject.recipe.exercise.empty() || subject.recipe.DeclineIn(subject.recipe.exercise)) return;
  processes_ = std::make_unique<ProcessCrew>(seen_.workers, [&]() -> ProcessCrew::Measure {
    // Never given back: the process ends without it.
    auto* const seat = new Seat{.interpreter = new Interpreter(Interpreter::Main())};
    seat->module = import.ImportAnew();
    PyErr_Clear();
    PrepareCalls(subject_, *seat);
    if (!seat->loaded() || seat->setup_raised) return [] { return Pace(); };
    return [this, seat] { return PaceIn(*seat); };
  });
}

Pace ThroughputClock::PaceIn(const Seat& seat) const {
  const auto begin = Clock::now();
  const double cpu_begin = ThreadCpuSeconds();
  int times = 0;
  do {
    const Reference value = seat.names->Evaluate(subject_.recipe.exercise);
    PyErr_Clear();
    ++times;
  } while (Clock::now() - begin < kWindow);
  const double cpu = ThreadCpuSeconds() - cpu_begin;
  const double wall = std::chrono::duration<double>(Clock::now() - begin).count();
  return {times / wall, cpu / wall};
}

void ThroughputClock::Run(int index, const Seat& seat, bool usable, Gate& gate) {
  const bool measures = usable && processes_ && index < seen_.workers;
  const auto measure = [&] { return seat.interpreter->Run([&] { return PaceIn(seat); }); };
  for (bool again = true; again; again = again_) {
    Pace alone;
    std::vector<Pace> processes;
    gate.Pass();
    if (measures && index == 0) {
      alone = measure();
      const Detached waiting;
      processes = processes_->AllAtOnce();
    }
    gate.Pass();
    if (measures) interpreters_[static_cast<std::size_t>(index)] = measure();
    gate.Pass();
    if (index == 0) again_ = NoteRound(alone, processes);
    gate.Pass();
  }
}

bool ThroughputClock::NoteRound(const Pace& alone, std::span<const Pace> processes) {
  const auto separate = Together(processes), together = Together(interpreters_);
  if (processes.empty() || !separate || !together) return false;
  seen_.rounds.push_back({alone, *separate, *together});
  return !CountVotes(seen_).decided() && seen_.rounds.size() < kMostRounds;
}

void ThroughputClock::Tell(Channel& channel) const {
  if (!seen_.rounds.empty()) channel.Observe(seen_);
}

}  // namespace isograde
