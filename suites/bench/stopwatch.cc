#include "suites/bench/stopwatch.h"

#include <sys/resource.h>

#include "suites/experiments/cost.h"

namespace isograde {

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

}  // namespace isograde
