#pragma once

#include <chrono>
#include <cstdint>

#include "suites/bench/measurement.h"

namespace isograde {

/// CPU time of this process and of the children that it has waited for, in seconds.
double CpuSecondsWithChildren();
/// Pages that the kernel has given to this process.
std::int64_t PagesGiven();

/// Adds up what its pieces take: one piece of work at a time, nothing between them.
class Stopwatch {
 public:
  template <typename Function>
  void Time(Function&& function) {
    const std::int64_t pages = PagesGiven();
    const double cpu = CpuSecondsWithChildren();
    const auto begin = std::chrono::steady_clock::now();
    function();
    real_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    cpu_s_ += CpuSecondsWithChildren() - cpu;
    pages_ += PagesGiven() - pages;
  }

  double real_s() const { return real_s_; }
  double cpu_s() const { return cpu_s_; }
  std::int64_t pages() const { return pages_; }
  /// What was timed, as so many iterations.
  Measurement Over(std::int64_t iterations) const {
    return {.iterations = iterations, .real_s = real_s_, .cpu_s = cpu_s_};
  }

 private:
  double real_s_ = 0;
  double cpu_s_ = 0;
  std::int64_t pages_ = 0;
};

}  // namespace isograde
