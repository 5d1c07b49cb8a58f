#include "bench/baseline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>

#include "base/error.h"
#include "bench/benchmark.h"
#include "bench/comparison.h"
#include "interpreter/cpython_api.h"
#include "report/words.h"
#include "target/resolve.h"

namespace isograde {
namespace {

constexpr const char* kInterpreters = "/interpreters:";
constexpr const char* kThreads = "/threads:";

// "what/load/config", and perhaps a place. None of a name of somebody else's.
std::vector<std::string> PartsOf(const std::string& row) {
  std::vector<std::string> parts = Split(row, '/');
  const bool ours = parts.size() >= 3 && !parts[0].empty() && IsOfInterpreters(row) &&
                    parts[0].find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
  return ours ? parts : std::vector<std::string>();
}

// The number behind `before`, which is last in a name; 0: there is none.
int PlaceOf(const std::string& row, const char* before) {
  const std::size_t found = row.find(before);
  return found == std::string::npos
             ? 0
             : std::atoi(row.c_str() + found + std::string_view(before).size());
}

// Those of the baseline, as far as its rows tell.
void AskForAsMuch(const BenchResults& baseline, BenchRequest& request) {
  std::set<std::string> kinds = {"reference"};
  std::set<int> threads;
  int climb = 0, repetitions = 0;
  for (const BenchRow& row : baseline.rows) {
    if (const auto parts = PartsOf(row.name); !parts.empty()) kinds.insert(parts[0]);
    climb = std::max(climb, PlaceOf(row.name, kInterpreters));
    if (const int count = PlaceOf(row.name, kThreads); count > 0) threads.insert(count);
    repetitions = std::max(repetitions, static_cast<int>(row.real_s.size()));
  }
  // Fewer than by default would tell little of a change, however many the baseline has.
  if (repetitions > kRepetitions) request.repetitions = repetitions;
  request.kinds = fmt::format("{}", fmt::join(kinds, "|"));
  request.threads = fmt::format("{}", fmt::join(threads, ","));
  // One to a thousand takes long.
  if (climb > 0) request.climb = std::min(request.climb, climb);
}

// A load that is not whole is gone.
void DropWhatIsGone(BenchRequest& request, const std::vector<std::string>& of_baseline) {
  std::vector<std::string> there;
  for (const std::string& name : request.targets) {
    const Target target = Resolve(name);
    if (target.kind != TargetKind::kUnknown) {
      there.push_back(name);
    } else if (std::find(of_baseline.begin(), of_baseline.end(), name) == of_baseline.end()) {
      throw UsageError(target.problem);
    } else {
      request.gone.push_back(
          fmt::format("{}: can no longer be measured: {}", name, target.problem));
    }
  }
  if (request.together && !request.gone.empty()) there.clear();
  request.targets = there;
}

}  // namespace

bool HoldsCosts(const BenchResults& results) {
  return std::any_of(results.rows.begin(), results.rows.end(), [](const BenchRow& row) {
    return !row.real_s.empty() && !PartsOf(row.name).empty();
  });
}

BenchResults ReadBenchBaseline(const std::string& path) {
  BenchResults baseline = ReadBenchResults(path);
  if (!HoldsCosts(baseline))
    throw UsageError(path + " holds nothing that `isograde bench` has measured");
  const std::vector<InterpreterConfig> supported = cpython::SupportedConfigs();
  const std::string configs = baseline.Context("configs");
  bool any = configs.empty();
  for (const std::string& name : Split(configs, ',')) {
    const auto config = ConfigFromName(name);
    if (!config)
      throw UsageError(fmt::format("{} is of a config {}, which there is not", path, name));
    any |= std::find(supported.begin(), supported.end(), *config) != supported.end();
  }
  if (!any)
    throw UsageError(fmt::format("{} is of {}, and CPython {} has no such config", path, configs,
                                 cpython::VersionText()));
  return baseline;
}

void RequireRepetitions(const BenchResults& baseline, const std::string& path, double alpha) {
  const BenchComparison with_itself = Compare(baseline, baseline, {.alpha = alpha});
  if (with_itself.CanTell()) return;
  const std::size_t rows = with_itself.changes.size();
  std::size_t most = 0;
  for (const BenchChange& change : with_itself.changes) most = std::max(most, change.repetitions);
  throw UsageError(
      fmt::format("{} has {} repetitions, too few to tell what became dearer of {} benchmarks: {} "
                  "would do (isograde bench --repetitions)",
                  path, most, rows, RepetitionsFor(rows, alpha)));
}

bool BenchRequest::AsksFor(const std::string& row) const {
  const std::vector<std::string> parts = PartsOf(row);
  if (parts.empty() || PlaceOf(row, kInterpreters) > climb) return false;
  std::vector<std::string> loads = {"nothing"};
  if (together) {
    loads.push_back(fmt::format("{}", fmt::join(targets, "+")));
  } else {
    loads.insert(loads.end(), targets.begin(), targets.end());
  }
  const std::vector<std::string> wanted = Split(configs, ',');
  const auto has = [](const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  return has(loads, parts[1]) && (wanted.empty() || has(wanted, parts[2]));
}

BenchRequest RequestOf(const std::vector<std::string>& targets,
                       const std::vector<InterpreterConfig>& configs, bool updates,
                       const BenchResults* baseline, const std::vector<std::string>& graded) {
  BenchRequest request{.targets = targets};
  std::vector<std::string> of_baseline;
  if (baseline) {
    request.configs = baseline->Context("configs");
    const std::string loads = baseline->Context("targets");
    request.together = loads.find('+') != std::string::npos;
    of_baseline = Split(loads, request.together ? '+' : ',');
    AskForAsMuch(*baseline, request);
    // What is new has rows of other kinds.
    if (updates && !request.targets.empty()) request.kinds.clear();
    if (request.targets.empty()) request.targets = of_baseline;
  } else if (request.targets.empty()) {
    request.targets = graded;
  }
  if (!configs.empty()) {
    request.configs.clear();
    for (const InterpreterConfig config : configs)
      request.configs += fmt::format("{}{}", request.configs.empty() ? "" : ",", Name(config));
  }
  DropWhatIsGone(request, of_baseline);
  return request;
}

}  // namespace isograde
