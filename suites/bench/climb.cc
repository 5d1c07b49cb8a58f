#include "suites/bench/climb.h"

#include <algorithm>
#include <cstddef>

#include "statistics.h"
#include "suites/lifecycle/slope.h"

namespace isograde {
namespace {

constexpr int kWindow = 9;
constexpr int kPerWindow = 10;
constexpr int kFewestForSlope = 4;

void AddSlope(Measurement& climb) {
  if (climb.climb_real_s.size() < kFewestForSlope) return;
  std::vector<double> costs = climb.climb_real_s;
  for (std::size_t i = 0; i < costs.size(); ++i) costs[i] -= climb.climb_new_pages_s[i];
  const Slope slope = RobustSlope(costs);
  climb.counters["slope_s"] = slope.estimate;
  climb.counters["slope_low_s"] = slope.low;
  climb.counters["slope_high_s"] = slope.high;
}

}  // namespace

void Add(const ClimbStep& step, Measurement& climb) {
  climb.climb_real_s.push_back(step.real_s);
  climb.climb_cpu_s.push_back(step.cpu_s);
  climb.climb_new_pages_s.push_back(step.new_pages_s);
}

Measurement AtPlace(const Measurement& climb, int place, bool last) {
  Measurement at = climb;
  if (last) {
    AddSlope(at);
  } else {
    at.counters.clear();
  }
  const std::ptrdiff_t window = std::clamp(place / kPerWindow, 1, kWindow);
  const auto median = [&](const std::vector<double>& costs) {
    const auto end = costs.begin() + place;
    return Quantile({end - window, end}, 0.5);
  };
  at.iterations = 1;
  at.real_s = median(climb.climb_real_s);
  at.cpu_s = median(climb.climb_cpu_s);
  at.counters["new_pages_s"] = median(climb.climb_new_pages_s);
  return at;
}

}  // namespace isograde
