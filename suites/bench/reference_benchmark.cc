#include "report/bench_results.h"
#include "suites/bench/benchmark.h"
#include "suites/bench/stopwatch.h"

namespace isograde {
namespace {

constexpr int kRounds = 1'000'000;

// Always the same work, of the processor alone: what varies is the machine.
Measurement Spin(std::int64_t iterations) {
  volatile std::uint32_t number = 1;
  Stopwatch watch;
  watch.Time([&] {
    for (std::int64_t i = 0; i < iterations; ++i) {
      for (int round = 0; round < kRounds; ++round) number = number * 1664525 + 1013904223;
    }
  });
  return watch.Over(iterations);
}

}  // namespace

void AddReferenceBenchmark(std::vector<Benchmark>& all) {
  all.push_back({.name = kReferenceRow,
                 .measure = [](std::int64_t iterations, Channel&) { return Spin(iterations); }});
}

}  // namespace isograde
