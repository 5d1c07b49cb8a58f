#include <deque>

#include "bench/benchmark.h"
#include "checklist/import_outcome.h"
#include "interpreter/cpython_api.h"
#include "suites/bench/memory.h"
#include "suites/bench/stopwatch.h"
#include "suites/bench/tenant.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/cast.h"
#include "suites/loading/import_recorder.h"

namespace isograde {
namespace {

// Together, since memory is mapped in pieces of up to 1 MiB.
constexpr int kAlive = 8;
constexpr int kWarmUp = 2;
// Before those that count, since they take what ended ones have left free in arenas that are shared
// and not unmapped: with 3.15's _csv, the first of 8 took nothing.
constexpr int kKept = 2;
// Always as many: the first ones leave more behind than those that follow.
constexpr std::int64_t kCycles = 24;

/// Interpreters that have imported and used the load.
class Tenants {
 public:
  Tenants(const Load& load, InterpreterConfig config, Channel& channel)
      : load_(load), config_(config), channel_(channel), path_(SearchPath()) {}

  void Add() {
    ++count_;
    channel_.Begin(stages::kCreate, count_);
    alive_.push_back(Tenant::Create(load_, config_, path_));
    if (load_.empty()) return;
    channel_.Begin(stages::kImport, count_);
    alive_.back().Import();
    alive_.back().Prepare();
    channel_.Begin(stages::kUse, count_);
    alive_.back().Use();
  }
  void EndAll() {
    for (Tenant& tenant : alive_) {
      channel_.Begin(stages::kEnd, count_);
      tenant.Leave();
      tenant.End();
    }
    alive_.clear();
  }

 private:
  const Load& load_;
  InterpreterConfig config_;
  Channel& channel_;
  std::vector<std::string> path_;
  std::deque<Tenant> alive_;
  int count_ = 0;
};

Measurement MeasureMemory(const Load& load, InterpreterConfig config, Channel& channel) {
  WarmMemory(kWarmUp + kKept + kAlive);
  cpython::CountArenas();
  Tenants tenants(load, config, channel);
  for (int i = 0; i < kWarmUp; ++i) {
    tenants.Add();
    tenants.EndAll();
  }
  for (int i = 0; i < kKept; ++i) tenants.Add();
  Stopwatch watch;
  const MemoryInUse before = OwnMemory();
  const auto heap = static_cast<double>(cpython::ResidentArenaBytes());
  for (int i = 0; i < kAlive; ++i) {
    watch.Time([&] { tenants.Add(); });
    watch.Refer();
  }
  const MemoryInUse after = OwnMemory();
  const auto heap_after = static_cast<double>(cpython::ResidentArenaBytes());
  Measurement measured = watch.Over(kAlive);
  measured.counters.insert(
      {{"pss_bytes", (after.pss - before.pss) / kAlive},
       {"private_dirty_bytes", (after.private_dirty - before.private_dirty) / kAlive}});
  // Where Python's heap is malloc's, it cannot be told apart.
  if (cpython::ObjectsAreInArenas())
    measured.counters["python_heap_bytes"] = (heap_after - heap) / kAlive;
  return measured;
}

Measurement MeasureCycles(const Load& load, InterpreterConfig config, std::int64_t iterations,
                          Channel& channel) {
  WarmMemory(kWarmUp + iterations);
  Tenants tenants(load, config, channel);
  const auto cycle = [&] {
    tenants.Add();
    tenants.EndAll();
  };
  for (int i = 0; i < kWarmUp; ++i) cycle();
  Stopwatch watch;
  const MemoryInUse before = OwnMemory();
  for (std::int64_t i = 0; i < iterations; ++i) {
    watch.Time(cycle);
    watch.Refer();
  }
  Measurement measured = watch.Over(iterations);
  measured.counters["growth_bytes"] =
      (OwnMemory().private_dirty - before.private_dirty) / static_cast<double>(iterations);
  return measured;
}

void AddMemoryBenchmarks(const Load& load, InterpreterConfig config, const BenchmarkPlan&,
                         std::vector<Benchmark>& all) {
  all.push_back({.name = BenchmarkName("memory", load, config),
                 .iterations = kAlive,
                 .measure = [&load, config](std::int64_t, Channel& channel) {
                   return MeasureMemory(load, config, channel);
                 }});
  all.push_back({.name = BenchmarkName("cycle", load, config),
                 .iterations = kCycles,
                 .measure = [&load, config](std::int64_t iterations, Channel& channel) {
                   return MeasureCycles(load, config, iterations, channel);
                 }});
}

const BenchmarkRegistration kRegistration({.place = 40, .of_load = AddMemoryBenchmarks});

}  // namespace
}  // namespace isograde
