#include "host/gate_bench.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <optional>

#include "host/bench_baseline.h"
#include "host/bench_process.h"
#include "host/bench_verdict.h"
#include "host/exit_code.h"
#include "host/temporary_file.h"
#include "report/report.h"

namespace isograde {
namespace {

// The baseline; none where it is still to be made.
std::optional<BenchResults> Baseline(const Options& options) {
  std::error_code ignored;
  if (options.update && !std::filesystem::exists(options.bench_baseline, ignored))
    return std::nullopt;
  return ReadBenchBaseline(options.bench_baseline);
}

int Update(const Options& options, const BenchRequest& request, const std::string& package) {
  for (const std::string& line : request.gone) fmt::print(stderr, "isograde: {}\n", line);
  const BenchResults now = MeasureInProcess(request, package, options.bench_baseline);
  if (const std::string noise = NoiseWarning(now); !noise.empty()) fmt::print("{}\n", noise);
  fmt::print("{}: the costs are now those of this run\n", options.bench_baseline);
  return kThresholdMet;
}

}  // namespace

void RequireBench(const Options& options) {
  if (options.update) RequireWritable(options.bench_baseline);
  const std::optional<BenchResults> baseline = Baseline(options);
  if (!options.update) RequireRepetitions(*baseline, options.bench_baseline, options.bench.alpha);
}

int GateBench(const Options& options, const Project& project,
              const std::vector<std::string>& graded, const std::string& package) {
  const std::optional<BenchResults> before = Baseline(options);
  BenchRequest request = RequestOf(options, before ? &*before : nullptr, graded);
  // As in grading: a later recipe for the same module takes the place of an earlier one.
  request.recipes = project.recipes;
  request.recipes.insert(request.recipes.end(), options.recipes.begin(), options.recipes.end());
  if (options.update) return Update(options, request, package);
  const TemporaryFile now;
  const BenchTolerance tolerance{.max_regression = options.bench.max_regression / 100,
                                 .alpha = options.bench.alpha};
  BenchComparison comparison =
      Compare(*before, MeasureInProcess(request, package, now.path()), tolerance);
  std::erase_if(comparison.gone, [&](const std::string& row) { return !request.AsksFor(row); });
  comparison.failing.insert(comparison.failing.end(), request.gone.begin(), request.gone.end());
  return TellComparison(comparison, tolerance);
}

}  // namespace isograde
