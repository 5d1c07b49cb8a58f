#include "cli/bench_command.h"

#include <Python.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "base/error.h"
#include "base/exit_code.h"
#include "base/progress.h"
#include "base/temporary_file.h"
#include "base/written_file.h"
#include "bench/context.h"
#include "bench/flags.h"
#include "bench/google_benchmark.h"
#include "bench/plan.h"
#include "bench/results.h"
#include "bench/speed.h"
#include "bench/text.h"
#include "bench/verdict.h"
#include "cli/project.h"
#include "interpreter/python_call.h"
#include "report/read_report.h"
#include "target/recipe.h"

namespace isograde {
namespace {

// So many interpreters of a climb may take as long as another benchmark.
constexpr double kClimbedInOne = 100;
// Google Benchmark asks for more iterations than the minimum time would take.
constexpr double kBeyondMinTime = 2;

Limits LimitsOf(const Options& options) {
  Limits limits;
  limits.memory_bytes = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                        static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  limits.confining = Confining::kOff;  // it would have its share in every number
  limits.time = std::chrono::milliseconds(static_cast<long>(options.bench.timeout_s * 1000));
  return limits;
}

std::chrono::milliseconds TimeFor(const std::string& benchmark, const Options& options,
                                  const BenchFlags& flags) {
  double seconds = options.bench.timeout_s;
  if (benchmark.starts_with("climb/")) seconds *= 1 + options.bench.climb / kClimbedInOne;
  return std::chrono::milliseconds(
      static_cast<long>((seconds + kBeyondMinTime * flags.min_time_s) * 1000));
}

// To be told before minutes have passed.
void RequireOutputs(const Options& options, const std::string& results) {
  if (!results.empty()) RequireWritable(results);
  if (!options.bench.table.empty()) RequireWritable(options.bench.table);
  if (!options.bench.charts.empty())
    CallPython("isograde._charts", "require_charts", {options.bench.charts});
}

void MakeCharts(const std::vector<nlohmann::json>& results, const std::string& folder,
                std::FILE* told) {
  const Reference files =
      CallPython("isograde._charts", "write_charts", {nlohmann::json(results).dump(), folder});
  fmt::print(told, "{}: {} charts\n", folder, PySequence_Size(files.get()));
}

int CompareFiles(const Options& options) {
  const BenchTolerance tolerance{options.bench.max_regression / 100, options.bench.alpha};
  return TellComparison(Compare(ReadBenchResults(options.bench.compared[0]),
                                ReadBenchResults(options.bench.compared[1]), tolerance),
                        tolerance);
}

// What is made of results besides what is said about them: it sets things side by side that were
// measured at different times, and gives them as on one machine. `told`: where charts are told.
void Show(const Options& options, const std::vector<nlohmann::json>& written,
          const std::vector<BenchResults>& results, std::FILE* told) {
  std::fflush(stdout);
  const std::vector<nlohmann::json> shown = AtOneSpeed(written, results);
  if (!options.bench.table.empty()) {
    std::vector<BenchResults> runs;
    for (const nlohmann::json& run : shown) runs.push_back(BenchResultsFromJson(run, ""));
    WriteFile(options.bench.table, BenchTables(runs));
  }
  if (!options.bench.charts.empty()) MakeCharts(shown, options.bench.charts, told);
}

int TellFiles(const Options& options) {
  RequireOutputs(options, "");
  std::vector<nlohmann::json> written;
  std::vector<BenchResults> results;
  for (const std::string& file : options.bench.files) {
    written.push_back(ReadJson(file));
    results.push_back(BenchResultsFromJson(written.back(), file));
    fmt::print("{}CPython {} ({})\n\n{}", results.size() == 1 ? "" : "\n",
               results.back().Context("cpython"), file,
               Summary(results.back(), Style::ForDescriptor(STDOUT_FILENO)));
  }
  Show(options, written, results, stdout);
  return kThresholdMet;
}

int Measure(const Options& options, const std::string& package) {
  const BenchFlags flags = BenchFlagsOf(options.bench, options.output);
  RequireOutputs(options, flags.output);
  const Project project = ProjectHere();
  const RecipeBook recipes(package + "/modules_under_test/recipes",
                           ForProject(options.grading, project).recipes);
  const BenchmarkPlan plan =
      PlanOf(options.bench, options.targets, options.grading.configs, recipes);
  for (const RecipeFault& fault : recipes.problems())
    fmt::print(stderr, "isograde: recipe {}\n", Text(fault));
  if (!recipes.problems().empty()) return kUsage;
  const std::vector<Benchmark> benchmarks = Selected(BenchmarksOf(plan), flags.filter);
  if (benchmarks.empty()) throw UsageError("the filter selects no benchmark");
  if (flags.lists) {
    for (const Benchmark& one : benchmarks) fmt::print("{}\n", one.name);
    return kThresholdMet;
  }
  if (!options.bench.threads.empty() &&
      std::none_of(plan.configs.begin(), plan.configs.end(), HasOwnGil))
    fmt::print(stderr,
               "isograde: --threads: left out, since no config here has a GIL of its own\n");
  ChildPool pool(1, LimitsOf(options));
  pool.LimitTime([&](const std::string& benchmark) { return TimeFor(benchmark, options, flags); });
  const TemporaryFile json;
  const GoogleBenchmarkRun run{.flags = flags.passed,
                               .context = ContextOf(plan, pool),
                               .output = json.path(),
                               .json_on_stdout = flags.json_on_stdout,
                               .colour = isatty(STDOUT_FILENO) == 1,
                               .told = {"median", "cv"}};
  RunGoogleBenchmark(benchmarks, pool, run);
  Progress::Clear();
  const nlohmann::json written = ReadJson(json.path());
  if (!flags.output.empty()) WriteFile(flags.output, written.dump(1, ' ') + "\n");
  const BenchResults results = BenchResultsFromJson(written, json.path());
  if (!flags.json_on_stdout)
    fmt::print("\nCPython {}\n\n{}", results.Context("cpython"),
               Summary(results, Style::ForDescriptor(STDOUT_FILENO)));
  Show(options, {written}, {results}, flags.json_on_stdout ? stderr : stdout);
  // The reference is always run, whatever the filter selects.
  const bool any = std::any_of(results.rows.begin(), results.rows.end(), [&](const BenchRow& row) {
    return !row.real_s.empty() && (row.name != kReferenceRow || results.rows.size() == 1);
  });
  return any ? kThresholdMet : kNothingToGrade;
}

}  // namespace

int BenchCommand(const Options& options, const std::string& package) {
  const bool measures = options.bench.compared.empty() && options.bench.files.empty();
  if (!measures && !options.bench.google.empty())
    throw UsageError(fmt::format("{} is for measuring, and nothing is measured here",
                                 options.bench.google.front()));
  if (!options.bench.compared.empty()) return CompareFiles(options);
  if (!options.bench.files.empty()) return TellFiles(options);
  return Measure(options, package);
}

}  // namespace isograde
