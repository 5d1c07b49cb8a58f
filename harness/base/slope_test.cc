#include "base/slope.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace isograde {
namespace {

std::vector<double> Line(std::size_t count, double slope) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(100 + slope * static_cast<double>(i));
  return values;
}

TEST(RobustSlopeTest, FindsTheSlopeOfALineExactly) {
  for (const double slope : {0.0, 1.0, -3.5, 1024.0}) {
    const Slope found = RobustSlope(Line(6, slope));
    EXPECT_DOUBLE_EQ(found.estimate, slope);
    EXPECT_DOUBLE_EQ(found.low, slope);
    EXPECT_DOUBLE_EQ(found.high, slope);
  }
}

TEST(RobustSlopeTest, IsNotMovedByASingleJump) {
  std::vector<double> values = Line(9, 0);
  for (std::size_t i = 7; i < values.size(); ++i) values[i] += 5000;  // a dict that was resized
  const Slope found = RobustSlope(values);
  EXPECT_DOUBLE_EQ(found.estimate, 0);
  EXPECT_LE(found.low, 0);
}

TEST(RobustSlopeTest, IsSureOfNothingOnFewValues) {
  for (std::size_t count : {0U, 1U, 2U, 3U}) {
    const Slope found = RobustSlope(Line(count, 1));
    EXPECT_TRUE(std::isinf(found.low) && found.low < 0) << count;
    EXPECT_TRUE(std::isinf(found.high) && found.high > 0) << count;
  }
}

TEST(RobustSlopeTest, HasTheTrueSlopeInItsIntervalAsOftenAsItSays) {
  std::minstd_rand random(1);
  std::normal_distribution<double> noise(0, 10);
  int inside = 0;
  for (int trial = 0; trial < 1000; ++trial) {
    std::vector<double> values = Line(12, 2);
    for (double& value : values) value += noise(random);
    const Slope found = RobustSlope(values);
    inside += found.low <= 2 && 2 <= found.high;
  }
  EXPECT_GE(inside, 930);
}

}  // namespace
}  // namespace isograde
