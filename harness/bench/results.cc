#include "bench/results.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/statistics.h"
#include "report/read_report.h"

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

// Texts of the context that are read, here and by the charts.
constexpr const char* kTexts[] = {"build_flags", "configs",      "cpython",       "isograde",
                                  "machine",     "python_debug", "startup_files", "targets",
                                  kUses,         kPythonFlags};
// Places in names, and the largest that `isograde bench` measures.
constexpr std::pair<std::string_view, int> kPlaces[] = {{"/interpreters:", 100'000},
                                                        {"/threads:", 100'000}};

void RequireContext(const nlohmann::json& context) {
  if (!context.is_object()) throw HarnessError("its context is no object");
  for (const char* key : kTexts) {
    if (context.contains(key) && !context.at(key).is_string())
      throw HarnessError(fmt::format("{} of its context is no text", key));
  }
}

void RequireName(const std::string& name) {
  for (const auto& [before, most] : kPlaces) {
    const std::size_t found = name.find(before);
    if (found == std::string::npos) continue;
    const char* const first = name.data() + found + before.size();
    const char* const last = name.data() + name.size();
    int place = 0;
    const auto [end, error] = std::from_chars(first, last, place);
    if (error != std::errc() || end != last || place < 1 || place > most)
      throw HarnessError(fmt::format("{} ends with no number from 1 to {}", name, most));
  }
}

bool IsOurCounter(const std::string& key) { return key.ends_with("_bytes") || key.ends_with("_s"); }

void Add(const nlohmann::json& run, std::vector<BenchRow>& rows) {
  if (run.value("run_type", "iteration") != "iteration") return;
  const std::string name = run.at("name");
  RequireName(name);
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
  if (row->real_s.back() <= 0 || row->cpu_s.back() < 0)
    throw HarnessError(fmt::format("{} took no time", name));
  for (const auto& [key, value] : run.items()) {
    if (value.is_number()) {
      if (!IsOfEveryRow(key)) row->counters[key].push_back(value);
    } else if (IsOurCounter(key)) {
      throw HarnessError(fmt::format("{} of {} is no number", key, name));
    }
  }
}

}  // namespace

double BenchRow::real() const { return Quantile(real_s, 0.5); }
double BenchRow::cpu() const { return Quantile(cpu_s, 0.5); }
double BenchRow::Counter(const std::string& counter) const {
  const auto found = counters.find(counter);
  return found == counters.end() ? 0 : Quantile(found->second, 0.5);
}
double BenchRow::spread() const {
  const double middle = real();
  return middle > 0 ? (Quantile(real_s, 0.75) - Quantile(real_s, 0.25)) / 2 / middle : 0;
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

std::string NoiseWarning(const BenchResults& results) {
  const BenchRow* const reference = results.Find(kReferenceRow);
  if (!reference || reference->spread() <= kNoisySpread) return "";
  return fmt::format("the machine was noisy: work that is always the same varied by {:.0f} %",
                     reference->spread() * 100);
}

BenchResults BenchResultsFromJson(const nlohmann::json& json, const std::string& path) {
  try {
    BenchResults results{.context = json.at("context")};
    RequireContext(results.context);
    const nlohmann::json& runs = json.at("benchmarks");
    if (!runs.is_array()) throw HarnessError("its benchmarks are no list");
    for (const nlohmann::json& run : runs) Add(run, results.rows);
    return results;
  } catch (const std::exception& error) {
    throw UsageError(fmt::format("{} is no JSON of Google Benchmark: {}", path, error.what()));
  }
}

BenchResults ReadBenchResults(const std::string& path) {
  return BenchResultsFromJson(ReadJson(path), path);
}

}  // namespace isograde
