#include "base/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

namespace isograde {
namespace {

// What is counted out: up to so many in the smaller sample, and in both. The normal approximation
// is far off where one is small, however large the other.
constexpr std::size_t kSmall = 25;
constexpr std::size_t kCounted = 100;

/// Ranks of two samples together, ties sharing the mean of theirs. Doubled, they are whole numbers.
struct Ranks {
  std::vector<std::size_t> doubled;
  std::size_t doubled_sum_of_first = 0;
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
    const std::size_t doubled = begin + end + 1;
    for (std::size_t i = begin; i < end; ++i) {
      ranks.doubled.push_back(doubled);
      ranks.doubled_sum_of_first += all[i].second ? doubled : 0;
    }
    ranks.ties += size * size * size - size;
  }
  return ranks;
}

// Counted out: of the ways to choose the first sample from all numbers, the share in which the sum
// of its ranks is as far off as it is, or farther, to the same side.
double ExactTail(const Ranks& ranks, std::size_t first) {
  const std::size_t all = ranks.doubled.size();
  // ways[k][s]: to choose k numbers whose doubled ranks sum to s.
  std::vector<std::vector<double>> ways(first + 1, std::vector<double>(all * (all + 1) + 1, 0.0));
  ways[0][0] = 1;
  for (const std::size_t rank : ranks.doubled) {
    for (std::size_t k = first; k > 0; --k) {
      for (std::size_t s = ways[k].size() - 1; s >= rank; --s) ways[k][s] += ways[k - 1][s - rank];
    }
  }
  double at_most = 0, at_least = 0, total = 0;
  for (std::size_t s = 0; s < ways[first].size(); ++s) {
    total += ways[first][s];
    if (s <= ranks.doubled_sum_of_first) at_most += ways[first][s];
    if (s >= ranks.doubled_sum_of_first) at_least += ways[first][s];
  }
  return std::min(at_most, at_least) / total;
}

bool IsCountedOut(std::size_t first, std::size_t second) {
  return std::min(first, second) <= kSmall && first + second <= kCounted;
}

// Two-sided, corrected for continuity. `u`: of the sample whose U is larger. `ties`: see Ranks.
double ApproximateP(double u, double m, double n, double ties) {
  const double all = m + n;
  const double deviation = std::sqrt(m * n / 12 * ((all + 1) - ties / (all * (all - 1))));
  if (deviation == 0) return 1;
  const double z = (u - m * n / 2 - 0.5) / deviation;
  return std::min(1.0, std::erfc(z / std::sqrt(2.0)));
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
  // The smaller one first: it is counted out by its size.
  if (second.size() < first.size()) return MannWhitneyP(second, first);
  const Ranks ranks = Rank(first, second);
  if (IsCountedOut(first.size(), second.size()))
    return std::min(1.0, 2 * ExactTail(ranks, first.size()));
  const auto m = static_cast<double>(first.size()), n = static_cast<double>(second.size());
  const double u_of_first = static_cast<double>(ranks.doubled_sum_of_first) / 2 - m * (m + 1) / 2;
  return ApproximateP(std::max(u_of_first, m * n - u_of_first), m, n, ranks.ties);
}

double LeastMannWhitneyP(std::size_t first, std::size_t second) {
  if (first == 0 || second == 0) return 1;
  if (!IsCountedOut(first, second)) {
    const auto m = static_cast<double>(first), n = static_cast<double>(second);
    return ApproximateP(m * n, m, n, 0);
  }
  double p = 2;  // of the C(m + n, n) orders, the two in which all of one come first
  for (std::size_t i = 1; i <= second; ++i)
    p *= static_cast<double>(i) / static_cast<double>(first + i);
  return std::min(1.0, p);
}

std::vector<double> HolmCorrected(const std::vector<double>& p) {
  std::vector<std::size_t> by_p(p.size());
  std::iota(by_p.begin(), by_p.end(), 0);
  std::sort(by_p.begin(), by_p.end(), [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> corrected(p.size());
  double least = 0;
  for (std::size_t i = 0; i < by_p.size(); ++i) {
    least = std::max(least, p[by_p[i]] * static_cast<double>(by_p.size() - i));
    corrected[by_p[i]] = std::min(1.0, least);
  }
  return corrected;
}

}  // namespace isograde
