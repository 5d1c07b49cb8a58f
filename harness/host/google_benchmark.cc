#include "host/google_benchmark.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <set>
#include <utility>

#include "error.h"
#include "host/progress.h"
#include "statistics.h"

namespace isograde {
namespace {

// Carries the CPU time of the measured piece through Google Benchmark, which measures that of this
// process.
constexpr const char* kCpu = "isograde_cpu_s";
// Of a climb, the cost of the Nth is the median of up to so many that end with it.
constexpr int kWindow = 9;
constexpr int kPerWindow = 10;

class Runner {
 public:
  Runner(const Benchmark& benchmark, ChildPool& pool,
         std::map<std::string, std::vector<Measurement>>& climbs)
      : benchmark_(benchmark), pool_(pool), climbs_(climbs) {}

  void Run(benchmark::State& state) {
    if (problem_.empty() && !warm_) Warm();
    Measurement measured;
    if (problem_.empty()) {
      measured = benchmark_.climb.empty() ? Measured(state.max_iterations) : Climbed();
      problem_ = measured.problem;
    }
    if (!problem_.empty()) {
      state.SkipWithError(problem_.c_str());
      return;
    }
    while (state.KeepRunningBatch(state.max_iterations)) {
      const double share =
          static_cast<double>(state.max_iterations) / static_cast<double>(measured.iterations);
      state.SetIterationTime(measured.real_s * share);
    }
    state.counters[kCpu] = measured.cpu_s / static_cast<double>(measured.iterations);
    for (const auto& [name, value] : measured.counters) state.counters[name] = value;
    if (!measured.stopped.empty()) state.SetLabel(measured.stopped);
  }

 private:
  // What is the first of its kind in a process finds the file cache warm.
  void Warm() {
    warm_ = true;
    if (benchmark_.per_child == Benchmark::PerChild::kOne) problem_ = InChild(1).problem;
  }

  Measurement Measured(std::int64_t iterations) {
    if (benchmark_.per_child == Benchmark::PerChild::kMany) return InChild(iterations);
    Measurement sum;
    while (sum.iterations < iterations && sum.problem.empty()) {
      const Measurement one = InChild(1);
      sum.iterations += one.iterations;
      sum.real_s += one.real_s;
      sum.cpu_s += one.cpu_s;
      sum.problem = one.problem;
    }
    return sum;
  }

  // The rows of one climb are read off the same children, in turn.
  Measurement Climbed() {
    std::vector<Measurement>& climbs = climbs_[benchmark_.climb];
    if (climbs.size() <= repetition_) climbs.push_back(InChild(1));
    Measurement at = climbs[repetition_++];
    if (!at.problem.empty()) return at;
    const auto place = static_cast<std::size_t>(benchmark_.place);
    if (at.climb_real_s.size() < place) {
      at.problem = at.stopped;
      return at;
    }
    if (place < at.climb_real_s.size()) at.counters.clear();
    const auto window =
        static_cast<std::ptrdiff_t>(std::clamp(benchmark_.place / kPerWindow, 1, kWindow));
    const auto median = [&](const std::vector<double>& costs) {
      const auto end = costs.begin() + static_cast<std::ptrdiff_t>(place);
      return Quantile({end - window, end}, 0.5);
    };
    at.real_s = median(at.climb_real_s);
    at.cpu_s = median(at.climb_cpu_s);
    at.counters["new_pages_s"] = median(at.climb_new_pages_s);
    return at;
  }

  Measurement InChild(std::int64_t iterations) {
    const std::string key = benchmark_.name;
    Progress::Show(fmt::format("{} measured, now {}", pool_.totals().children, key));
    pool_.Queue(
        key, [this, iterations](Channel& channel) { Measure(benchmark_, iterations, channel); }, {},
        ChildPool::Company::kNone);
    const Record record = pool_.Wait(key);
    pool_.Clear();
    Measurement measured = record.First<Measurement>().value_or(Measurement{});
    if (!record.harness_error.empty()) {
      measured.problem = record.harness_error;
    } else if (const std::string ending = DescribeEnding(record); !ending.empty()) {
      measured.problem = ending;
    } else if (measured.problem.empty() && measured.iterations == 0) {
      measured.problem = "nothing was measured";
    }
    return measured;
  }

  const Benchmark& benchmark_;
  ChildPool& pool_;
  std::map<std::string, std::vector<Measurement>>& climbs_;
  std::size_t repetition_ = 0;
  bool warm_ = false;
  std::string problem_;
};

using Run = benchmark::BenchmarkReporter::Run;

// With the CPU time of the piece, and the plain name.
Run Corrected(Run run) {
  run.run_name.time_type.clear();
  run.run_name.iterations.clear();
  // The relative spread of what was 0 every time; JSON has no word for it.
  std::erase_if(run.counters,
                [](const auto& counter) { return !std::isfinite(counter.second.value); });
  const auto cpu = run.counters.find(kCpu);
  if (cpu == run.counters.end()) return run;
  const bool is_share = run.run_type == Run::RT_Aggregate &&
                        run.aggregate_unit == benchmark::StatisticUnit::kPercentage;
  run.cpu_accumulated_time =
      cpu->second.value * (is_share ? 1 : static_cast<double>(run.iterations));
  run.counters.erase(cpu);
  return run;
}

/// Writes what `Reporter` writes, in the order of the benchmarks, whatever the order in which they
/// were through; what failed is told once.
template <typename Reporter>
class Honest : public Reporter {
 public:
  template <typename... Arguments>
  explicit Honest(std::set<std::string> aggregates, Arguments... arguments)
      : Reporter(arguments...), aggregates_(std::move(aggregates)) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      std::vector<Run>& told = told_[run.family_index];
      const bool again = run.error_occurred && !told.empty() && told.back().error_occurred;
      const bool wanted = run.run_type != Run::RT_Aggregate || aggregates_.empty() ||
                          aggregates_.contains(run.aggregate_name);
      if (!again && wanted) told.push_back(Corrected(run));
    }
  }
  void Finalize() override {
    for (const auto& [family, runs] : told_) Reporter::ReportRuns(runs);
    Reporter::Finalize();
  }

 private:
  std::set<std::string> aggregates_;  ///< those that are told; empty: all
  std::map<std::int64_t, std::vector<Run>> told_;
};

void Initialize(const GoogleBenchmarkRun& run) {
  std::vector<std::string> words = {"isograde bench"};
  words.insert(words.end(), run.flags.begin(), run.flags.end());
  if (!run.output.empty()) {
    words.push_back("--benchmark_out=" + run.output);
    words.emplace_back("--benchmark_out_format=json");
  }
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  int count = static_cast<int>(words.size());
  benchmark::Initialize(&count, pointers.data());
  if (count > 1)
    throw UsageError(fmt::format("Google Benchmark does not understand {}", pointers[1]));
  for (const auto& [key, value] : run.context) benchmark::AddCustomContext(key, value);
}

}  // namespace

std::size_t RunGoogleBenchmark(const std::vector<Benchmark>& benchmarks, ChildPool& pool,
                               const GoogleBenchmarkRun& run) {
  Initialize(run);
  std::map<std::string, std::vector<Measurement>> climbs;
  for (const Benchmark& one : benchmarks) {
    const auto runner = std::make_shared<Runner>(one, pool, climbs);
    auto* const registered = benchmark::RegisterBenchmark(
        one.name.c_str(), [runner](benchmark::State& state) { runner->Run(state); });
    registered->UseManualTime()->Unit(one.unit == Benchmark::Unit::kMilliseconds
                                          ? benchmark::kMillisecond
                                          : benchmark::kMicrosecond);
    if (one.iterations > 0) registered->Iterations(one.iterations);
  }
  const auto colour =
      run.colour ? benchmark::ConsoleReporter::OO_Color : benchmark::ConsoleReporter::OO_None;
  Honest<benchmark::ConsoleReporter> console(run.told, colour);
  Honest<benchmark::JSONReporter> json({}), json_file({});
  benchmark::BenchmarkReporter* display = &console;
  if (run.json_on_stdout) display = &json;
  const std::size_t count =
      benchmark::RunSpecifiedBenchmarks(display, run.output.empty() ? nullptr : &json_file);
  std::cout.flush();
  return count;
}

}  // namespace isograde
