#include "bench/benchmark.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "interpreter/python_error.h"

namespace isograde {
namespace {

// By place.
std::vector<BenchmarkFamily>& Families() {
  static std::vector<BenchmarkFamily> families;
  return families;
}

}  // namespace

BenchmarkRegistration::BenchmarkRegistration(const BenchmarkFamily& family) {
  auto& families = Families();
  const auto place = std::find_if(families.begin(), families.end(),
                                  [&](const auto& other) { return other.place > family.place; });
  families.insert(place, family);
}

std::string BenchmarkName(const char* what, const Load& load, InterpreterConfig config) {
  return fmt::format("{}/{}/{}", what, load.name, Name(config));
}

void Measure(const Benchmark& benchmark, std::int64_t iterations, Channel& channel) {
  Measurement measured;
  try {
    measured = benchmark.measure(iterations, channel);
  } catch (const CannotMeasure& reason) {
    measured.problem = reason.what();
  }
  // What could not be read is left out.
  std::erase_if(measured.counters,
                [](const auto& counter) { return !std::isfinite(counter.second); });
  channel.Observe(measured);
}

std::vector<Benchmark> BenchmarksOf(const BenchmarkPlan& plan) {
  std::vector<Benchmark> all;
  const auto add_once = [&](bool last) {
    for (const BenchmarkFamily& family : Families()) {
      if (family.once && (family.place >= BenchmarkFamily::kLast) == last) family.once(plan, all);
    }
  };
  add_once(false);
  for (const InterpreterConfig config : plan.configs) {
    for (const Load& load : plan.loads) {
      const std::size_t first = all.size();
      for (const BenchmarkFamily& family : Families()) {
        if (family.of_load) family.of_load(load, config, plan, all);
      }
      for (std::size_t i = first; i < all.size() && !load.empty(); ++i)
        all[i].loads = fmt::format("{}/{}", load.name, Name(config));
    }
    for (const BenchmarkFamily& family : Families()) {
      if (family.in_config) family.in_config(config, plan, all);
    }
  }
  add_once(true);
  return all;
}

}  // namespace isograde
