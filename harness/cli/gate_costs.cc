#include "cli/gate_costs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "base/error.h"
#include "base/exit_code.h"
#include "base/temporary_file.h"
#include "base/written_file.h"
#include "bench/baseline.h"
#include "bench/process.h"
#include "bench/text.h"
#include "bench/verdict.h"
#include "report/read_report.h"
#include "report/words.h"

namespace isograde {
namespace {

// The baseline; none where it is still to be made.
std::optional<BenchResults> Baseline(const Options& options) {
  std::error_code ignored;
  if (options.update && !std::filesystem::exists(options.bench_baseline, ignored))
    return std::nullopt;
  return ReadBenchBaseline(options.bench_baseline);
}

// Of a baseline's rows, those that a new one has not: peers, longer climbs, what is gone.
void TellWhatIsLeftOut(const BenchResults& before, const BenchResults& now) {
  std::vector<std::string> left;
  for (const BenchRow& row : before.rows) {
    if (!now.Find(row.name)) left.push_back(row.name);
  }
  if (left.empty()) return;
  fmt::print("  no longer in it: {}\n", FirstOf(left));
}

int Update(const Options& options, const BenchRequest& request, const BenchResults* before,
           const std::string& package) {
  for (const std::string& line : request.gone) fmt::print(stderr, "isograde: {}\n", line);
  const TemporaryFile measured;
  const BenchResults now = MeasureInProcess(request, package, measured.path());
  if (const std::string noise = NoiseWarning(now); !noise.empty()) fmt::print("{}\n", noise);
  if (!HoldsCosts(now)) {
    fmt::print("{}: left as it is, since nothing could be measured\n", options.bench_baseline);
    return kNothingToGrade;
  }
  WriteFile(options.bench_baseline, ReadJson(measured.path()).dump(1, ' ') + "\n");
  fmt::print("{}: the costs are now those of this run\n", options.bench_baseline);
  if (before) TellWhatIsLeftOut(*before, now);
  return kThresholdMet;
}

}  // namespace

void RequireBench(const Options& options) {
  if (options.update) RequireWritable(options.bench_baseline);
  const std::optional<BenchResults> baseline = Baseline(options);
  if (options.update) return;
  RequireRepetitions(*baseline, options.bench_baseline, options.bench.alpha);
  const std::vector<std::string> known = Split(baseline->Context("configs"), ',');
  const auto has = [&](InterpreterConfig config) {
    return known.empty() || std::find(known.begin(), known.end(), Name(config)) != known.end();
  };
  if (!options.grading.configs.empty() &&
      std::none_of(options.grading.configs.begin(), options.grading.configs.end(), has))
    throw UsageError(fmt::format("{} is of {}, none of which is to be measured",
                                 options.bench_baseline, fmt::join(known, ", ")));
}

int GateBench(const Options& options, const std::vector<std::string>& graded,
              const std::string& package) {
  const std::optional<BenchResults> before = Baseline(options);
  BenchRequest request = RequestOf(options.targets, options.grading.configs, options.update,
                                   before ? &*before : nullptr, graded);
  request.recipes =
      options.grading.recipes;  // those of the project `isograde bench` finds by itself
  if (options.update) return Update(options, request, before ? &*before : nullptr, package);
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
