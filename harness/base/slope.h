#pragma once

#include <span>

namespace isograde {

/// Growth per step with an interval of confidence.
struct Slope {
  double estimate = 0;
  double low = 0;
  double high = 0;
};

/// Theil-Sen estimate of the slope of `values`, one step apart, with Sen's interval of about 95 %
/// (P. K. Sen, "Estimates of the Regression Coefficient Based on Kendall's Tau", 1968). Single
/// jumps do not move it. At least 4 values; fewer give an interval without bounds.
Slope RobustSlope(std::span<const double> values);

}  // namespace isograde
