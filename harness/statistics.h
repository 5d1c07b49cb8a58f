#pragma once

#include <vector>

namespace isograde {

/// The middle one of the numbers when sorted, the upper of two; 0 where there are none.
double Median(std::vector<double> numbers);

}  // namespace isograde
