#pragma once

#include <string>

#include "bench/results.h"

namespace isograde {

/// What the last of many interpreters costs beside an earlier one, and whether the cost of all is
/// linear as far as it was seen: "the 16th costs as much as the 8th, so the cost of all is linear
/// up to 16: 9.91 ms each". Empty where too few were alive to say anything.
std::string ClimbText(const BenchResults& results, const std::string& load,
                      const std::string& config);

}  // namespace isograde
