#pragma once

#include <array>
#include <string_view>

namespace isograde {

/// "main-first": names an experiment in checks, keys, reports and help.
using ExperimentId = std::string_view;

/// What the grade itself rests on: the target in main alone, and the first look at it in several
/// interpreters. The others are named by the suites that run them.
namespace experiments {
inline constexpr ExperimentId kAlone = "alone";
inline constexpr ExperimentId kMainFirst = "main-first";
inline constexpr ExperimentId kMainLast = "main-last";
/// Those in which interpreters live side by side.
inline constexpr std::array kSideBySide = {kMainFirst, kMainLast};
}  // namespace experiments

}  // namespace isograde
