#pragma once

#include <chrono>
#include <cstdint>

#include "bench/measurement.h"

namespace isograde {

/// CPU time of this process and of the children that it has waited for, in seconds.
double CpuSecondsWithChildren();
/// Pages that the kernel has given to this process.
std::int64_t PagesGiven();

/// Adds up what its pieces take: one piece of work at a time, nothing between them.
class Stopwatch {
 public:
  Stopwatch();

  template <typename Function>
  void Time(Function&& function) {
    const std::int64_t pages = PagesGiven();
    const double cpu = CpuSecondsWithChildren();
    const auto begin = std::chrono::steady_clock::now();
    function();
    const double real_s =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    real_s_ += real_s;
    unreferred_s_ += real_s;
    cpu_s_ += CpuSecondsWithChildren() - cpu;
    pages_ += PagesGiven() - pages;
  }

  /// How fast the machine is now: does the reference work for a tenth of what was timed since the
  /// last time, once at least. Not to be called right before a piece that would find warm caches.
  void Refer();

  double real_s() const { return real_s_; }
  double cpu_s() const { return cpu_s_; }
  std::int64_t pages() const { return pages_; }
  /// Seconds that the reference work took, the mean; 0: it was not done.
  double reference_s() const { return references_ > 0 ? referred_s_ / references_ : 0; }
  /// What was timed, as so many iterations; with a counter for the reference work, where it was
  /// done.
  Measurement Over(std::int64_t iterations) const;

 private:
  double real_s_ = 0;
  double cpu_s_ = 0;
  std::int64_t pages_ = 0;
  double unreferred_s_ = 0;  ///< timed since the last reference work
  double referred_s_ = 0;
  int references_ = 0;
};

}  // namespace isograde
