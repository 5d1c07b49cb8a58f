#include "bench/benchmark.h"
#include "bench/results.h"
#include "suites/bench/reference_work.h"
#include "suites/bench/stopwatch.h"

namespace isograde {
namespace {

void AddReferenceBenchmark(const BenchmarkPlan&, std::vector<Benchmark>& all) {
  all.push_back({.name = kReferenceRow, .measure = [](std::int64_t iterations, Channel&) {
                   Stopwatch watch;
                   watch.Time([&] {
                     for (std::int64_t i = 0; i < iterations; ++i) DoReferenceWork();
                   });
                   return watch.Over(iterations);
                 }});
}

const BenchmarkRegistration kRegistration({.place = 10, .once = AddReferenceBenchmark});

}  // namespace
}  // namespace isograde
