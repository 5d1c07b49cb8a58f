#include "bench/climb.h"

#include <algorithm>
#include <cstddef>

#include "base/slope.h"
#include "base/statistics.h"
#include "bench/results.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(ClimbStep, real_s, cpu_s, import_s, new_pages_s, reference_s);
namespace {

constexpr int kWindow = 9;
constexpr int kPerWindow = 10;
constexpr int kFewestForSlope = 4;
// A slope is drawn through each pair of so many costs: of a longer climb, medians of neighbours.
constexpr std::size_t kMostForSlope = 4096;
// One piece of reference work is too short to tell how fast the machine is.
constexpr std::ptrdiff_t kFewestReferences = 3;

bool HasReferences(const Measurement& climb) {
  const std::vector<double>& references = climb.climb_reference_s;
  return !references.empty() && *std::min_element(references.begin(), references.end()) > 0;
}

// Of each `width` in a row; what is left over at the end is left out.
std::vector<double> MediansOf(const std::vector<double>& values, std::size_t width) {
  if (width == 1) return values;
  std::vector<double> medians;
  for (auto begin = values.begin(); begin + static_cast<std::ptrdiff_t>(width) <= values.end();
       begin += static_cast<std::ptrdiff_t>(width))
    medians.push_back(Quantile({begin, begin + static_cast<std::ptrdiff_t>(width)}, 0.5));
  return medians;
}

void AddSlope(Measurement& climb) {
  if (climb.climb_real_s.size() < kFewestForSlope) return;
  std::vector<double> costs = climb.climb_real_s;
  for (std::size_t i = 0; i < costs.size(); ++i) costs[i] -= climb.climb_new_pages_s[i];
  if (HasReferences(climb)) {
    const double typical = Quantile(climb.climb_reference_s, 0.5);
    for (std::size_t i = 0; i < costs.size(); ++i) costs[i] *= typical / climb.climb_reference_s[i];
  }
  const std::size_t width = costs.size() / kMostForSlope + 1;
  const Slope slope = RobustSlope(MediansOf(costs, width));
  const auto each = [&](double of_medians) { return of_medians / static_cast<double>(width); };
  climb.counters["slope_s"] = each(slope.estimate);
  climb.counters["slope_low_s"] = each(slope.low);
  climb.counters["slope_high_s"] = each(slope.high);
}

}  // namespace

void Add(const ClimbStep& step, Measurement& climb) {
  climb.climb_real_s.push_back(step.real_s);
  climb.climb_cpu_s.push_back(step.cpu_s);
  climb.climb_import_s.push_back(step.import_s);
  climb.climb_new_pages_s.push_back(step.new_pages_s);
  climb.climb_reference_s.push_back(step.reference_s);
}

Measurement AtPlace(const Measurement& climb, int place, bool last) {
  Measurement at = climb;
  if (last) {
    AddSlope(at);
  } else {
    at.counters.clear();
  }
  const std::ptrdiff_t window = std::clamp(place / kPerWindow, 1, kWindow);
  const auto median_of_last = [&](std::ptrdiff_t count, const std::vector<double>& costs) {
    const auto end = costs.begin() + place;
    return Quantile({end - count, end}, 0.5);
  };
  const auto median = [&](const std::vector<double>& costs) {
    return median_of_last(window, costs);
  };
  at.iterations = 1;
  at.real_s = median(climb.climb_real_s);
  at.cpu_s = median(climb.climb_cpu_s);
  at.counters["new_pages_s"] = median(climb.climb_new_pages_s);
  const double import_s = median(climb.climb_import_s);
  if (import_s > 0) at.counters["import_s"] = import_s;
  if (HasReferences(climb))
    at.counters[kReferenceCounter] =
        median_of_last(std::min<std::ptrdiff_t>(place, std::max(window, kFewestReferences)),
                       climb.climb_reference_s);
  return at;
}

}  // namespace isograde
