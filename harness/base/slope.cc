#include "base/slope.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace isograde {

Slope RobustSlope(std::span<const double> values) {
  const std::size_t n = values.size();
  std::vector<double> slopes;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j)
      slopes.push_back((values[j] - values[i]) / static_cast<double>(j - i));
  }
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (slopes.empty()) return {0, -kInfinity, kInfinity};
  std::sort(slopes.begin(), slopes.end());
  const std::size_t count = slopes.size();
  const double median =
      count % 2 ? slopes[count / 2] : (slopes[count / 2 - 1] + slopes[count / 2]) / 2;
  if (n < 4) return {median, -kInfinity, kInfinity};
  const auto m = static_cast<double>(n);
  const double deviation = std::sqrt(m * (m - 1) * (2 * m + 5) / 18);  // of Kendall's score
  const double width = 1.96 * deviation;
  const auto pairs = static_cast<double>(count);
  const auto low = static_cast<long>(std::floor((pairs - width) / 2));
  const auto high = static_cast<long>(std::ceil((pairs + width) / 2));
  return {median, slopes[static_cast<std::size_t>(std::max(low, 0L))],
          slopes[static_cast<std::size_t>(std::min(high, static_cast<long>(count) - 1))]};
}

}  // namespace isograde
