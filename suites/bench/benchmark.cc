#include "suites/bench/benchmark.h"

#include <fmt/format.h>

#include <cmath>

#include "interpreter/python_error.h"

namespace isograde {

std::string BenchmarkName(const char* what, const Load& load, InterpreterConfig config) {
  return fmt::format("{}/{}/{}", what, load.name, Name(config));
}

void Measure(const Benchmark& benchmark, std::int64_t iterations, Channel& channel) {
  Measurement measured;
  try {
    measured = benchmark.measure(iterations, channel);
  } catch (const CannotMeasure& reason) {
    measured.problem = reason.what();
  }
  // What could not be read is left out.
  std::erase_if(measured.counters,
                [](const auto& counter) { return !std::isfinite(counter.second); });
  channel.Observe(measured);
}

std::vector<Benchmark> BenchmarksOf(const BenchmarkPlan& plan) {
  std::vector<Benchmark> all;
  AddReferenceBenchmark(all);
  for (const InterpreterConfig config : plan.configs) {
    for (const Load& load : plan.loads) {
      const std::size_t first = all.size();
      AddStepBenchmarks(load, config, all);
      AddMemoryBenchmarks(load, config, all);
      AddClimbBenchmarks(load, config, plan.climb, all);
      AddThreadBenchmarks(load, config, plan.threads, all);
      for (std::size_t i = first; i < all.size() && !load.empty(); ++i)
        all[i].loads = fmt::format("{}/{}", load.name, Name(config));
    }
    AddSwitchBenchmarks(config, all);
  }
  if (plan.peers) AddPeerBenchmarks(all);
  return all;
}

}  // namespace isograde
