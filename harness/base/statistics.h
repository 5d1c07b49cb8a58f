#pragma once

#include <cstddef>
#include <vector>

namespace isograde {

/// The middle one of the numbers when sorted, the upper of two; 0 where there are none.
double Median(std::vector<double> numbers);

/// The number below which a fraction of the numbers lies, interpolated; 0 where there are none.
double Quantile(std::vector<double> numbers, double fraction);

/// Two-sided p-value of the Mann-Whitney U test (H. B. Mann and D. R. Whitney, 1947): how probable
/// a difference in rank at least as large is, if both samples come from the same distribution.
/// Exact where one sample is small, equal numbers and all, else the normal approximation with
/// corrections for ties and continuity, as scipy.stats.mannwhitneyu does it. 1 where a sample is
/// empty.
double MannWhitneyP(const std::vector<double>& first, const std::vector<double>& second);

/// The least p-value that two samples of these sizes can have in that test, however they differ, as
/// long as no numbers are equal.
double LeastMannWhitneyP(std::size_t first, std::size_t second);

/// p-values of several tests, in their order, corrected for their number (S. Holm, "A Simple
/// Sequentially Rejective Multiple Test Procedure", 1979): among many, one or two differ by chance.
std::vector<double> HolmCorrected(const std::vector<double>& p);

}  // namespace isograde
