#include "statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace isograde {
namespace {

// Samples up to this size are counted out.
constexpr std::size_t kSmall = 40;

/// Ranks of two samples together, ties sharing the mean of theirs.
struct Ranks {
  double sum_of_first = 0;
  double ties = 0;  ///< sum of t^3 - t over groups of t equal numbers
};

Ranks Rank(const std::vector<double>& first, const std::vector<double>& second) {
  std::vector<std::pair<double, bool>> all;
  for (const double number : first) all.emplace_back(number, true);
  for (const double number : second) all.emplace_back(number, false);
  std::sort(all.begin(), all.end());
  Ranks ranks;
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    while (end < all.size() && all[end].first == all[begin].first) ++end;
    const auto size = static_cast<double>(end - begin);
    const double rank = static_cast<double>(begin + end + 1) / 2;
    for (std::size_t i = begin; i < end; ++i) ranks.sum_of_first += all[i].second ? rank : 0;
    ranks.ties += size * size * size - size;
  }
  return ranks;
}

// Of the ways to order m and n different numbers, the share in which U of the first sample is at
// least `u`. Counted by the recurrence of Mann and Whitney: the largest number is of one sample or
// of the other.
double ShareAtLeast(std::size_t m, std::size_t n, double u) {
  std::vector<std::vector<double>> ways(n +
                                        1);  // by size of the second sample, for a growing first
  for (auto& of : ways) of = {1.0};
  for (std::size_t i = 1; i <= m; ++i) {
    for (std::size_t j = 1; j <= n; ++j) {
      // With i and j numbers: the largest is of the first (U grows by j), or of the second.
      std::vector<double> now(i * j + 1, 0.0);
      for (std::size_t k = 0; k < ways[j].size(); ++k) now[k + j] += ways[j][k];
      for (std::size_t k = 0; k < ways[j - 1].size(); ++k) now[k] += ways[j - 1][k];
      ways[j] = std::move(now);
    }
  }
  double at_least = 0, all = 0;
  for (std::size_t k = 0; k < ways[n].size(); ++k) {
    all += ways[n][k];
    if (static_cast<double>(k) >= u) at_least += ways[n][k];
  }
  return at_least / all;
}

}  // namespace

double Median(std::vector<double> numbers) {
  if (numbers.empty()) return 0;
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  return *middle;
}

double Quantile(std::vector<double> numbers, double fraction) {
  if (numbers.empty()) return 0;
  std::sort(numbers.begin(), numbers.end());
  const double place = fraction * static_cast<double>(numbers.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, numbers.size() - 1);
  return numbers[below] + (place - static_cast<double>(below)) * (numbers[above] - numbers[below]);
}

double MannWhitneyP(const std::vector<double>& first, const std::vector<double>& second) {
  if (first.empty() || second.empty()) return 1;
  const auto m = static_cast<double>(first.size()), n = static_cast<double>(second.size());
  const Ranks ranks = Rank(first, second);
  const double u_of_first = ranks.sum_of_first - m * (m + 1) / 2;
  const double u = std::max(u_of_first, m * n - u_of_first);
  if (ranks.ties == 0 && first.size() <= kSmall && second.size() <= kSmall)
    return std::min(1.0, 2 * ShareAtLeast(first.size(), second.size(), u));
  const double all = m + n;
  const double deviation = std::sqrt(m * n / 12 * ((all + 1) - ranks.ties / (all * (all - 1))));
  if (deviation == 0) return 1;
  const double z = (u - m * n / 2 - 0.5) / deviation;
  return std::min(1.0, std::erfc(z / std::sqrt(2.0)));
}

}  // namespace isograde
