#include "suites/bench/stopwatch.h"

#include <sys/resource.h>

#include "bench/results.h"
#include "checklist/interpreter_cost.h"
#include "suites/bench/reference_work.h"

namespace isograde {
namespace {

constexpr double kReferenceShare = 0.1;

double SecondsOfReferenceWork() {
  const auto begin = std::chrono::steady_clock::now();
  DoReferenceWork();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

double CpuSecondsWithChildren() {
  rusage usage{};
  getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return ProcessCpuSeconds() + seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::int64_t PagesGiven() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt;
}

// The first time in a process brings in pages, which is no part of what is measured around it.
Stopwatch::Stopwatch() { [[maybe_unused]] static const double first = SecondsOfReferenceWork(); }

void Stopwatch::Refer() {
  double done_s = 0;
  do {
    done_s += SecondsOfReferenceWork();
    ++references_;
  } while (done_s < kReferenceShare * unreferred_s_);
  referred_s_ += done_s;
  unreferred_s_ = 0;
}

Measurement Stopwatch::Over(std::int64_t iterations) const {
  Measurement measured{.iterations = iterations, .real_s = real_s_, .cpu_s = cpu_s_};
  if (references_ > 0) measured.counters[kReferenceCounter] = reference_s();
  return measured;
}

}  // namespace isograde
