#include "bench/flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <regex>

#include "base/error.h"
#include "bench/results.h"

namespace isograde {
namespace {

constexpr const char* kMinTime = "--benchmark_min_time=";
constexpr const char* kAggregatesOnly = "--benchmark_report_aggregates_only";
constexpr const char* kFilter = "--benchmark_filter=";
// Of Google Benchmark's flags, those whose place ours take: with them nothing would change.
constexpr const char* kWithoutEffect[] = {"--benchmark_color", "--benchmark_counters_tabular",
                                          "--benchmark_time_unit"};

// A flag without a value is on.
bool IsOn(const std::string& value) {
  return value != "false" && value != "0" && value != "no" && value != "off";
}

}  // namespace

BenchFlags BenchFlagsOf(const BenchOptions& options, const std::string& output) {
  BenchFlags flags{
      .passed = {"--benchmark_enable_random_interleaving=true", std::string(kMinTime) + "0.06"},
      .output = output};
  if (options.repetitions > 0)
    flags.passed.push_back(fmt::format("--benchmark_repetitions={}", options.repetitions));
  for (const std::string& flag : options.google) {
    const std::string value = flag.substr(std::min(flag.find('='), flag.size() - 1) + 1);
    for (const char* const one : kWithoutEffect) {
      if (flag.starts_with(one))
        throw UsageError(fmt::format("{} has no effect here: the table is isograde's", flag));
    }
    if (flag.starts_with("--benchmark_out=")) {
      flags.output = value;
    } else if (flag.starts_with(kFilter)) {
      flags.filter = value;
    } else if (flag.starts_with("--benchmark_list_tests")) {
      flags.lists = IsOn(value);
    } else if (flag.starts_with("--benchmark_out_format=")) {
      if (value != "json") throw UsageError(flag + ": only json is written to a file");
    } else if (flag.starts_with("--benchmark_format=")) {
      if (value != "json" && value != "console")
        throw UsageError(flag + ": only json and console are written");
      flags.json_on_stdout = value == "json";
    } else if (flag.starts_with(kAggregatesOnly) && IsOn(value)) {
      throw UsageError(fmt::format(
          "{}: every repetition is written, or no two results could be compared", kAggregatesOnly));
    } else {
      flags.passed.push_back(flag);
    }
  }
  // The table; results without their repetitions could not be compared.
  if (!flags.json_on_stdout)
    flags.passed.insert(flags.passed.begin(), "--benchmark_display_aggregates_only=true");
  for (const std::string& flag : flags.passed) {
    if (flag.starts_with(kMinTime))
      flags.min_time_s = std::strtod(flag.c_str() + std::string(kMinTime).size(), nullptr);
  }
  return flags;
}

std::vector<Benchmark> Selected(const std::vector<Benchmark>& all, const std::string& filter) {
  const bool excludes = filter.starts_with('-');
  const std::string wanted = filter == "all" ? "" : filter.substr(excludes ? 1 : 0);
  std::regex pattern;
  try {
    pattern = std::regex(wanted, std::regex::extended | std::regex::nosubs);
  } catch (const std::regex_error& error) {
    throw UsageError(
        fmt::format("{}{} is no regular expression: {}", kFilter, filter, error.what()));
  }
  std::vector<Benchmark> selected;
  for (const Benchmark& one : all) {
    if (std::regex_search(one.name, pattern) != excludes) selected.push_back(one);
  }
  const auto is_reference = [](const Benchmark& one) { return one.name == kReferenceRow; };
  if (selected.empty() || excludes || std::any_of(selected.begin(), selected.end(), is_reference))
    return selected;
  const auto reference = std::find_if(all.begin(), all.end(), is_reference);
  if (reference != all.end()) selected.insert(selected.begin(), *reference);
  return selected;
}

}  // namespace isograde
