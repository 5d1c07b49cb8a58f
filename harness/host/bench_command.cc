#include "host/bench_command.h"

#include <Python.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "error.h"
#include "host/bench_context.h"
#include "host/bench_verdict.h"
#include "host/exit_code.h"
#include "host/google_benchmark.h"
#include "host/progress.h"
#include "host/python_call.h"
#include "interpreter/cpython_api.h"
#include "report/bench_results.h"
#include "report/bench_text.h"
#include "report/read_report.h"
#include "report/report.h"
#include "target/recipe.h"
#include "target/resolve.h"

namespace isograde {
namespace {

// A climb to a thousand interpreters takes half a minute.
constexpr std::chrono::minutes kLongest{10};

Subject SubjectOf(const std::string& name, const RecipeBook& recipes) {
  Target target = Resolve(name);
  if (target.kind == TargetKind::kUnknown) throw UsageError(target.problem);
  return {.target = std::move(target), .recipe = recipes.For(name)};
}

std::vector<Load> LoadsOf(const Options& options, const RecipeBook& recipes) {
  std::vector<Load> loads = {{.name = "nothing"}};
  for (const std::string& name : options.targets) {
    if (options.bench.together && loads.size() > 1) {
      loads.back().name += "+" + name;
      loads.back().subjects.push_back(SubjectOf(name, recipes));
    } else {
      loads.push_back({name, {SubjectOf(name, recipes)}});
    }
  }
  return loads;
}

// Override is isolated with one call more.
std::vector<InterpreterConfig> ConfigsOf(const Options& options) {
  const std::vector<InterpreterConfig> supported = cpython::SupportedConfigs();
  std::vector<InterpreterConfig> configs;
  for (const InterpreterConfig config : supported) {
    const bool asked =
        std::find(options.configs.begin(), options.configs.end(), config) != options.configs.end();
    if (options.configs.empty() ? config != InterpreterConfig::kOverride : asked)
      configs.push_back(config);
  }
  if (configs.empty())
    throw UsageError(fmt::format("CPython {} has none of these configs", cpython::VersionText()));
  return configs;
}

std::vector<int> ThreadsOf(const Options& options) {
  if (!options.bench.threads.empty()) return options.bench.threads;
  std::vector<int> threads;
  const int most = 2 * static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
  for (int count = 1; count <= most; count *= 2) threads.push_back(count);
  return threads;
}

/// A file that is gone with it.
class TemporaryFile {
 public:
  TemporaryFile() {
    path_ = (std::filesystem::temp_directory_path() / "isograde-bench-XXXXXX").string();
    const int descriptor = mkstemp(path_.data());
    if (descriptor < 0) throw HarnessError("no temporary file in " + path_);
    close(descriptor);
  }
  ~TemporaryFile() { unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Google Benchmark's flags, ours first so that the user's win, less those that are ours to see to.
struct Flags {
  std::vector<std::string> passed;
  std::string output;
  bool json_on_stdout = false;
  bool lists = false;
};

Flags FlagsOf(const Options& options) {
  Flags flags{.passed = {fmt::format("--benchmark_repetitions={}", options.bench.repetitions),
                         "--benchmark_enable_random_interleaving=true",
                         "--benchmark_display_aggregates_only=true", "--benchmark_min_time=0.1"},
              .output = options.output};
  for (const std::string& flag : options.bench.google) {
    const std::string value = flag.substr(std::min(flag.find('='), flag.size() - 1) + 1);
    if (flag.starts_with("--benchmark_out=")) {
      flags.output = value;
    } else if (flag.starts_with("--benchmark_format=") ||
               flag.starts_with("--benchmark_out_format=")) {
      if (value != "json" && value != "console")
        throw UsageError(flag + ": only json and console are written");
      if (flag.starts_with("--benchmark_format=")) flags.json_on_stdout = value == "json";
    } else {
      flags.passed.push_back(flag);
      flags.lists |= flag.starts_with("--benchmark_list_tests") && value != "false";
    }
  }
  return flags;
}

void MakeCharts(const std::vector<nlohmann::json>& results, const std::string& folder) {
  const Reference files =
      CallPython("isograde._charts", "write_charts", {nlohmann::json(results).dump(), folder});
  fmt::print("{}: {} charts\n", folder, PySequence_Size(files.get()));
}

int CompareFiles(const Options& options) {
  const BenchTolerance tolerance{options.bench.max_regression / 100, options.bench.alpha};
  return TellComparison(Compare(ReadBenchResults(options.bench.compared[0]),
                                ReadBenchResults(options.bench.compared[1]), tolerance),
                        tolerance);
}

// What is made of results besides what is said about them.
void Show(const Options& options, const std::vector<nlohmann::json>& written,
          const std::vector<BenchResults>& results) {
  std::fflush(stdout);
  if (!options.bench.table.empty()) WriteFile(options.bench.table, BenchTables(results));
  if (!options.bench.charts.empty()) MakeCharts(written, options.bench.charts);
}

int TellFiles(const Options& options) {
  std::vector<nlohmann::json> written;
  std::vector<BenchResults> results;
  for (const std::string& file : options.bench.files) {
    written.push_back(ReadJson(file));
    results.push_back(BenchResultsFromJson(written.back(), file));
    fmt::print("{}CPython {} ({})\n\n{}", results.size() == 1 ? "" : "\n",
               results.back().Context("cpython"), file,
               Summary(results.back(), Style::ForDescriptor(STDOUT_FILENO)));
  }
  Show(options, written, results);
  return kThresholdMet;
}

int Measure(const Options& options, const std::string& package) {
  const Flags flags = FlagsOf(options);
  if (!flags.output.empty()) RequireWritable(flags.output);
  if (!options.bench.charts.empty())
    CallPython("isograde._charts", "require_charts", {options.bench.charts});
  const RecipeBook recipes(package + "/modules_under_test/recipes", options.recipes);
  const BenchmarkPlan plan{.loads = LoadsOf(options, recipes),
                           .configs = ConfigsOf(options),
                           .climb = options.bench.climb,
                           .threads = ThreadsOf(options),
                           .peers = !options.bench.no_peers};
  for (const std::string& problem : recipes.problems())
    fmt::print(stderr, "isograde: {}\n", problem);
  Limits limits{.time = kLongest};
  limits.memory_bytes = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES)) *
                        static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  ChildPool pool(1, limits);
  const std::vector<Benchmark> benchmarks = BenchmarksOf(plan);
  const TemporaryFile json;
  const GoogleBenchmarkRun run{.flags = flags.passed,
                               .context = ContextOf(plan, pool),
                               .output = json.path(),
                               .json_on_stdout = flags.json_on_stdout,
                               .colour = isatty(STDOUT_FILENO) == 1,
                               .told = {"median", "cv"}};
  const std::size_t count = RunGoogleBenchmark(benchmarks, pool, run);
  Progress::Clear();
  if (count == 0) throw UsageError("the filter selects no benchmark");
  if (flags.lists) return kThresholdMet;
  const nlohmann::json written = ReadJson(json.path());
  const BenchResults results = BenchResultsFromJson(written, json.path());
  if (!flags.output.empty()) WriteFile(flags.output, written.dump(1, ' ') + "\n");
  if (!flags.json_on_stdout)
    fmt::print("\nCPython {}\n\n{}", results.Context("cpython"),
               Summary(results, Style::ForDescriptor(STDOUT_FILENO)));
  Show(options, {written}, {results});
  const bool any = std::any_of(results.rows.begin(), results.rows.end(),
                               [](const BenchRow& row) { return !row.real_s.empty(); });
  if (!recipes.problems().empty()) return kUsage;
  return any ? kThresholdMet : kNothingToGrade;
}

}  // namespace

int BenchCommand(const Options& options, const std::string& package) {
  if (!options.bench.compared.empty()) return CompareFiles(options);
  if (!options.bench.files.empty()) return TellFiles(options);
  return Measure(options, package);
}

}  // namespace isograde
