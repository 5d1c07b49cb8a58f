#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace isograde {

/// What came of one benchmark: a value for each repetition, of one iteration.
struct BenchRow {
  std::string name;            ///< "import/_csv/isolated"
  std::vector<double> real_s;  ///< wall time in seconds
  std::vector<double> cpu_s;   ///< CPU time in seconds
  std::map<std::string, std::vector<double>> counters;
  std::string label;
  std::string problem;  ///< why there are no values

  /// Medians; 0 where there are none.
  double real() const;
  double cpu() const;
  double Counter(const std::string& counter) const;
  /// Of the wall time: half of the distance between the quartiles, of the median.
  double spread() const;
};

/// What does the same every time, to tell how steady the machine is.
inline constexpr const char* kReferenceRow = "reference/work";
/// Counter: seconds that the reference's work took beside what a row times, in the same process.
inline constexpr const char* kReferenceCounter = "reference_s";
/// Text of the context: which setup and exercise of a recipe each load is used by, as
/// "_csv:5d1f0a3c", with commas between; a load without any is not in it.
inline constexpr const char* kUses = "uses";
/// Text of the context: what Python was started with, "-I -X dev".
inline constexpr const char* kPythonFlags = "python_flags";
/// Spread of what does the same every time (`reference/work`) past which little can be told.
constexpr double kNoisySpread = 0.10;

/// A run of `isograde bench`, as Google Benchmark writes it.
struct BenchResults {
  nlohmann::json context;
  std::vector<BenchRow> rows;

  const BenchRow* Find(const std::string& name) const;
  /// A text of the context; empty where there is none.
  std::string Context(const char* key) const;
};

/// A warning, where the machine was too noisy in a run; else empty.
std::string NoiseWarning(const BenchResults& results);

/// Reads what Google Benchmark's JSON holds; aggregates are left out. `path`: for what is said
/// about it. Throws UsageError where it is no such JSON, or has what `isograde bench` cannot have
/// written: whoever goes on with it need not look again.
BenchResults BenchResultsFromJson(const nlohmann::json& json, const std::string& path);
BenchResults ReadBenchResults(const std::string& path);

}  // namespace isograde
