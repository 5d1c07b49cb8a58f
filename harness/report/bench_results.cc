#include "report/bench_results.h"

#include <fmt/format.h>

#include <algorithm>

#include "error.h"
#include "report/read_report.h"
#include "statistics.h"

namespace isograde {
namespace {

struct TimeUnit {
  const char* name;
  double seconds;
};
constexpr TimeUnit kTimeUnits[] = {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}};

double SecondsOf(const std::string& unit) {
  for (const TimeUnit& known : kTimeUnits) {
    if (unit == known.name) return known.seconds;
  }
  throw HarnessError(fmt::format("no unit of time is called {}", unit));
}

// What stands in every row besides counters.
bool IsOfEveryRow(const std::string& key) {
  static const char* const kKeys[] = {"family_index", "per_family_instance_index",
                                      "repetitions",  "repetition_index",
                                      "threads",      "iterations",
                                      "real_time",    "cpu_time"};
  return std::find(std::begin(kKeys), std::end(kKeys), key) != std::end(kKeys);
}

void Add(const nlohmann::json& run, std::vector<BenchRow>& rows) {
  if (run.value("run_type", "iteration") != "iteration") return;
  const std::string name = run.at("name");
  auto row = std::find_if(rows.begin(), rows.end(),
                          [&](const BenchRow& known) { return known.name == name; });
  if (row == rows.end()) row = rows.insert(rows.end(), BenchRow{.name = name});
  row->label = run.value("label", row->label);
  if (run.value("error_occurred", false)) {
    row->problem = run.value("error_message", "it failed");
    return;
  }
  const double unit = SecondsOf(run.at("time_unit"));
  row->real_s.push_back(run.at("real_time").get<double>() * unit);
  row->cpu_s.push_back(run.at("cpu_time").get<double>() * unit);
  for (const auto& [key, value] : run.items()) {
    if (value.is_number() && !IsOfEveryRow(key)) row->counters[key].push_back(value);
  }
}

}  // namespace

double BenchRow::real() const { return Quantile(real_s, 0.5); }
double BenchRow::cpu() const { return Quantile(cpu_s, 0.5); }
double BenchRow::Counter(const std::string& counter) const {
  const auto found = counters.find(counter);
  return found == counters.end() ? 0 : Quantile(found->second, 0.5);
}

const BenchRow* BenchResults::Find(const std::string& name) const {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const BenchRow& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

std::string BenchResults::Context(const char* key) const {
  const auto found = context.find(key);
  return found == context.end() || !found->is_string() ? "" : found->get<std::string>();
}

BenchResults BenchResultsFromJson(const nlohmann::json& json, const std::string& path) {
  try {
    BenchResults results{.context = json.at("context")};
    for (const nlohmann::json& run : json.at("benchmarks")) Add(run, results.rows);
    return results;
  } catch (const std::exception& error) {
    throw UsageError(fmt::format("{} is no JSON of Google Benchmark: {}", path, error.what()));
  }
}

BenchResults ReadBenchResults(const std::string& path) {
  return BenchResultsFromJson(ReadJson(path), path);
}

}  // namespace isograde
