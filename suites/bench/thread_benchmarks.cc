#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "bench/benchmark.h"
#include "suites/bench/memory.h"
#include "suites/bench/tenant.h"
#include "suites/bench/together.h"
#include "suites/concurrency/parallel_experiments.h"
#include "suites/lifecycle/cycle_experiment.h"
#include "suites/loading/import_recorder.h"

namespace isograde {
namespace {

// Calls of the exercise between two looks at the clock, so that a short one is not drowned by it.
constexpr std::int64_t kFewestCalls = 8;

// In a new interpreter, of the current thread, that has used the load.
Tenant Settled(const Load& load, InterpreterConfig config, const std::vector<std::string>& path) {
  Tenant tenant = Tenant::Create(load, config, path);
  tenant.Import();
  tenant.Prepare();
  tenant.Use();
  return tenant;
}

// Each thread goes through the lives of its own, one after another.
Measurement MeasureLives(const Load& load, InterpreterConfig config, int threads,
                         std::int64_t iterations, Channel& channel) {
  const std::int64_t rounds = std::max<std::int64_t>(iterations / threads, 1);
  WarmMemory((1 + rounds) * threads);
  const std::vector<std::string> path = SearchPath();
  // None in particular: a crash does not say in whose.
  channel.Begin(stages::kCycle, -1, fmt::format("{} at once", threads));
  const auto cycle = [&](std::int64_t times) {
    for (std::int64_t i = 0; i < times; ++i) {
      Tenant tenant = Settled(load, config, path);
      tenant.Leave();
      tenant.End();
    }
  };
  Together together(threads);
  Stopwatch watch = together.Run([&](int) { cycle(1); }, [&](int) { cycle(rounds); });
  watch.Refer();
  return watch.Over(rounds * threads);
}

Measurement MeasureExercise(const Load& load, InterpreterConfig config, int threads,
                            std::int64_t iterations, Channel& channel) {
  const std::int64_t calls = std::max(iterations / threads, kFewestCalls);
  const std::vector<std::string> path = SearchPath();
  channel.Begin(stages::kParallelUse, 1);
  std::vector<std::optional<Tenant>> tenants(static_cast<std::size_t>(threads));
  const auto of = [&](int index) -> Tenant& { return *tenants[static_cast<std::size_t>(index)]; };
  Together together(threads);
  Stopwatch watch = together.Run(
      [&](int index) {
        tenants[static_cast<std::size_t>(index)].emplace(Settled(load, config, path));
      },
      [&](int index) {
        for (std::int64_t i = 0; i < calls; ++i) of(index).Use();
      });
  watch.Refer();
  return watch.Over(calls * threads);
}

void AddThreadBenchmarks(const Load& load, InterpreterConfig config, const BenchmarkPlan& plan,
                         std::vector<Benchmark>& all) {
  // With one GIL for all, one thread works while the others wait.
  if (!HasOwnGil(config)) return;
  for (const int count : plan.threads) {
    all.push_back(
        {.name = fmt::format("{}/threads:{}", BenchmarkName("create_at_once", load, config), count),
         .measure = [&load, config, count](std::int64_t iterations, Channel& channel) {
           return MeasureLives(load, config, count, iterations, channel);
         }});
    if (load.can_be_used()) {
      all.push_back(
          {.name = fmt::format("{}/threads:{}", BenchmarkName("use_at_once", load, config), count),
           .unit = Benchmark::Unit::kMicroseconds,
           .measure = [&load, config, count](std::int64_t iterations, Channel& channel) {
             return MeasureExercise(load, config, count, iterations, channel);
           }});
    }
  }
}

const BenchmarkRegistration kRegistration({.place = 60, .of_load = AddThreadBenchmarks});

}  // namespace
}  // namespace isograde
