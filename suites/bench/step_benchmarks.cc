#include <optional>
#include <utility>

#include "bench/benchmark.h"
#include "checklist/import_outcome.h"
#include "suites/bench/memory.h"
#include "suites/bench/stopwatch.h"
#include "suites/bench/tenant.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/cast.h"
#include "suites/identity/reimport_recorder.h"
#include "suites/loading/import_recorder.h"

namespace isograde {
namespace {

/// One step of an interpreter's life is timed; creating, importing and ending happen as well.
enum class Step { kCreate, kImport, kReimport, kFirstUse, kEnd };

// The first interpreters of a process fill caches, and write to pages that it shares with the
// process that it was forked from.
constexpr int kWarmUp = 3;
// Of a step that is a small part of a life, the minimum time would take thousands of lives.
constexpr std::int64_t kLives = 10;

class Life {
 public:
  Life(const Load& load, InterpreterConfig config, Step timed, Channel& channel)
      : load_(load), config_(config), timed_(timed), channel_(channel), path_(SearchPath()) {}

  void Run(Stopwatch& watch) {
    const auto time = [&](Step step, auto&& piece) {
      if (step != timed_) return piece();
      watch.Time(piece);
      watch.Refer();
    };
    ++count_;
    channel_.Begin(stages::kCreate, count_);
    std::optional<Interpreter> created;
    time(Step::kCreate, [&] { created.emplace(Interpreter::Create(config_)); });
    Tenant tenant = Tenant::Of(load_, std::move(*created), path_);
    if (!load_.empty() && timed_ != Step::kCreate) {
      channel_.Begin(stages::kImport, count_);
      time(Step::kImport, [&] { tenant.Import(); });
      // What the recipe makes is no part of the load: elsewhere it would be ended with it.
      if (timed_ == Step::kFirstUse) {
        tenant.Prepare();
        channel_.Begin(stages::kUse, count_);
        time(Step::kFirstUse, [&] { tenant.Use(); });
      }
      if (timed_ == Step::kReimport) {
        channel_.Begin(stages::kReimport, count_);
        tenant.Drop();
        time(Step::kReimport, [&] { tenant.Import(); });
      }
      tenant.Leave();
    }
    channel_.Begin(stages::kEnd, count_);
    time(Step::kEnd, [&] { tenant.End(); });
  }

 private:
  const Load& load_;
  InterpreterConfig config_;
  Step timed_;
  Channel& channel_;
  std::vector<std::string> path_;
  int count_ = 0;
};

Measurement MeasureStep(const Load& load, InterpreterConfig config, Step step,
                        std::int64_t iterations, Channel& channel) {
  WarmMemory(kWarmUp + iterations);
  Life life(load, config, step, channel);
  Stopwatch ignored, watch;
  for (int i = 0; i < kWarmUp; ++i) life.Run(ignored);
  for (std::int64_t i = 0; i < iterations; ++i) life.Run(watch);
  return watch.Over(iterations);
}

// The library is mapped, relocated and initialised: the file cache alone is warm.
Measurement MeasureFirstImport(const Load& load, InterpreterConfig config, Channel& channel) {
  channel.Begin(stages::kCreate, 1);
  Tenant tenant = Tenant::Create(load, config, SearchPath());
  channel.Begin(stages::kImport, 1);
  Stopwatch watch;
  watch.Time([&] { tenant.Import(); });
  watch.Refer();
  return watch.Over(1);
}

void AddStepBenchmarks(const Load& load, InterpreterConfig config, const BenchmarkPlan&,
                       std::vector<Benchmark>& all) {
  const auto add = [&](const char* what, Step step) {
    all.push_back({.name = BenchmarkName(what, load, config),
                   .iterations = step == Step::kCreate ? 0 : kLives,
                   .measure = [&load, config, step](std::int64_t iterations, Channel& channel) {
                     return MeasureStep(load, config, step, iterations, channel);
                   }});
  };
  if (load.empty()) {
    add("create", Step::kCreate);
  } else {
    all.push_back({.name = BenchmarkName("first_import", load, config),
                   .per_child = Benchmark::PerChild::kOne,
                   .iterations = 5,
                   .measure = [&load, config](std::int64_t, Channel& channel) {
                     return MeasureFirstImport(load, config, channel);
                   }});
    add("import", Step::kImport);
    add("reimport", Step::kReimport);
    if (load.can_be_used()) add("first_use", Step::kFirstUse);
  }
  add("end", Step::kEnd);
}

const BenchmarkRegistration kRegistration({.place = 30, .of_load = AddStepBenchmarks});

}  // namespace
}  // namespace isograde
