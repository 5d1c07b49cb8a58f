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
};

/// A run of `isograde bench`, as Google Benchmark writes it.
struct BenchResults {
  nlohmann::json context;
  std::vector<BenchRow> rows;

  const BenchRow* Find(const std::string& name) const;
  /// A text of the context; empty where there is none.
  std::string Context(const char* key) const;
};

/// Reads what Google Benchmark's JSON holds; aggregates are left out. `path`: for what is said
/// about it. Throws UsageError where it is no such JSON.
BenchResults BenchResultsFromJson(const nlohmann::json& json, const std::string& path);
BenchResults ReadBenchResults(const std::string& path);

}  // namespace isograde
