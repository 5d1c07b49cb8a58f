#include "host/bench_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "error.h"

namespace isograde {
namespace {

constexpr const char* kMinTime = "--benchmark_min_time=";
constexpr const char* kAggregatesOnly = "--benchmark_report_aggregates_only";

// A flag without a value is on.
bool IsOn(const std::string& value) {
  return value != "false" && value != "0" && value != "no" && value != "off";
}

}  // namespace

BenchFlags BenchFlagsOf(const Options& options) {
  BenchFlags flags{
      .passed = {"--benchmark_enable_random_interleaving=true",
                 "--benchmark_display_aggregates_only=true", std::string(kMinTime) + "0.06"},
      .output = options.output};
  if (options.bench.repetitions > 0)
    flags.passed.push_back(fmt::format("--benchmark_repetitions={}", options.bench.repetitions));
  for (const std::string& flag : options.bench.google) {
    const std::string value = flag.substr(std::min(flag.find('='), flag.size() - 1) + 1);
    if (flag.starts_with("--benchmark_out=")) {
      flags.output = value;
    } else if (flag.starts_with("--benchmark_format=") ||
               flag.starts_with("--benchmark_out_format=")) {
      if (value != "json" && value != "console")
        throw UsageError(flag + ": only json and console are written");
      if (flag.starts_with("--benchmark_format=")) flags.json_on_stdout = value == "json";
    } else if (flag.starts_with(kAggregatesOnly) && IsOn(value)) {
      throw UsageError(fmt::format(
          "{}: every repetition is written, or no two results could be compared", kAggregatesOnly));
    } else {
      flags.passed.push_back(flag);
      flags.lists |= flag.starts_with("--benchmark_list_tests") && IsOn(value);
    }
  }
  for (const std::string& flag : flags.passed) {
    if (flag.starts_with(kMinTime))
      flags.min_time_s = std::strtod(flag.c_str() + std::string(kMinTime).size(), nullptr);
  }
  return flags;
}

}  // namespace isograde
