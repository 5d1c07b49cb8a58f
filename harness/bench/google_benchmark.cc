#include "bench/google_benchmark.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <set>
#include <utility>

#include "base/error.h"
#include "bench/results.h"
#include "bench/row_runner.h"

namespace isograde {
namespace {

// Carries the CPU time of the measured piece through Google Benchmark, which measures that of this
// process.
constexpr const char* kCpu = "isograde_cpu_s";

void RunRow(RowRunner& runner, benchmark::State& state) {
  const Measurement measured = runner.Next(state.max_iterations);
  if (!measured.problem.empty()) {
    state.SkipWithError(measured.problem.c_str());
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

using Run = benchmark::BenchmarkReporter::Run;

// With the CPU time of the piece, and the plain name.
Run Corrected(Run run) {
  run.run_name.time_type.clear();
  run.run_name.iterations.clear();
  run.run_name.repetitions.clear();
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

bool SaysHowOften(const std::vector<std::string>& flags) {
  return std::any_of(flags.begin(), flags.end(), [](const std::string& flag) {
    return flag.starts_with("--benchmark_repetitions");
  });
}

void Initialize(const GoogleBenchmarkRun& run) {
  std::vector<std::string> flags = run.flags;
  flags.emplace_back("--benchmark_filter=all");  // whatever BENCHMARK_FILTER says
  if (!run.output.empty()) {
    flags.push_back("--benchmark_out=" + run.output);
    flags.emplace_back("--benchmark_out_format=json");
  }
  static char name[] = "isograde bench";  // Google Benchmark keeps the pointer.
  std::vector<char*> pointers = {name};
  for (std::string& word : flags) pointers.push_back(word.data());
  int count = static_cast<int>(pointers.size());
  pointers.push_back(nullptr);
  benchmark::Initialize(&count, pointers.data());
  if (count > 1)
    throw UsageError(fmt::format("Google Benchmark does not understand {}", pointers[1]));
  for (const auto& [key, value] : run.context) benchmark::AddCustomContext(key, value);
}

}  // namespace

void RunGoogleBenchmark(const std::vector<Benchmark>& benchmarks, ChildPool& pool,
                        const GoogleBenchmarkRun& run) {
  Initialize(run);
  RowsTogether together{.pool = pool};
  for (const Benchmark& one : benchmarks) {
    const auto runner = std::make_shared<RowRunner>(one, together);
    auto* const registered = benchmark::RegisterBenchmark(
        one.name.c_str(), [runner](benchmark::State& state) { RunRow(*runner, state); });
    registered->UseManualTime()->Unit(one.unit == Benchmark::Unit::kMilliseconds
                                          ? benchmark::kMillisecond
                                          : benchmark::kMicrosecond);
    if (one.iterations > 0) registered->Iterations(one.iterations);
    if (!SaysHowOften(run.flags)) registered->Repetitions(one.repetitions);
  }
  const auto colour =
      run.colour ? benchmark::ConsoleReporter::OO_Color : benchmark::ConsoleReporter::OO_None;
  Honest<benchmark::ConsoleReporter> console(run.told, colour);
  Honest<benchmark::JSONReporter> json({}), json_file({});
  benchmark::BenchmarkReporter* display = &console;
  if (run.json_on_stdout) display = &json;
  benchmark::RunSpecifiedBenchmarks(display, run.output.empty() ? nullptr : &json_file);
  std::cout.flush();
}

}  // namespace isograde
