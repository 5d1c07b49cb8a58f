#include "statistics.h"

#include <gtest/gtest.h>

namespace isograde {
namespace {

TEST(StatisticsTest, MedianIsTheMiddleOneWhateverTheOrder) {
  EXPECT_EQ(Median({}), 0);
  EXPECT_EQ(Median({7}), 7);
  EXPECT_EQ(Median({9, 1, 3}), 3);
  EXPECT_EQ(Median({4, 1, 3, 2}), 3) << "the upper one of two";
}

TEST(StatisticsTest, QuantileIsInterpolated) {
  EXPECT_EQ(Quantile({}, 0.5), 0);
  EXPECT_DOUBLE_EQ(Quantile({4, 1, 3, 2}, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(Quantile({4, 1, 3, 2}, 1), 4);
}

// Counted by hand from the number of orders: 2 of C(18, 9), and 2 * 4 of C(8, 4).
TEST(StatisticsTest, MannWhitneyIsExactForSmallSamples) {
  const std::vector<double> low = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const std::vector<double> high = {11, 12, 13, 14, 15, 16, 17, 18, 19};
  EXPECT_NEAR(MannWhitneyP(low, high), 2.0 / 48620, 1e-12);
  EXPECT_NEAR(MannWhitneyP(high, low), 2.0 / 48620, 1e-12);
  EXPECT_NEAR(MannWhitneyP({1, 2, 3, 4}, {5, 6, 7, 2.5}), 8.0 / 70, 1e-12);
  EXPECT_DOUBLE_EQ(MannWhitneyP({1, 4}, {2, 3}), 1);
}

// scipy.stats.mannwhitneyu([1, 2, 2, 3], [2, 3, 4, 5], method="asymptotic").
TEST(StatisticsTest, MannWhitneyIsCorrectedForTies) {
  EXPECT_NEAR(MannWhitneyP({1, 2, 2, 3}, {2, 3, 4, 5}), 0.1366582477381475, 1e-12);
  EXPECT_EQ(MannWhitneyP({2, 2}, {2, 2}), 1);
  EXPECT_EQ(MannWhitneyP({}, {2, 2}), 1);
}

}  // namespace
}  // namespace isograde
