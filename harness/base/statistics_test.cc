#include "base/statistics.h"

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

// Counted out by Python's itertools: 14 of C(8, 4), 2 of C(11, 5), 8 of C(7, 2).
TEST(StatisticsTest, MannWhitneyIsExactWithTiesToo) {
  EXPECT_NEAR(MannWhitneyP({1, 2, 2, 3}, {2, 3, 4, 5}), 14.0 / 70, 1e-12);
  EXPECT_NEAR(MannWhitneyP({1, 1, 1, 1, 2}, {5, 5, 6, 6, 6, 6}), 2.0 / 462, 1e-12);
  EXPECT_NEAR(MannWhitneyP({1, 2}, {2, 2, 2, 3, 9}), 8.0 / 21, 1e-12);
  EXPECT_EQ(MannWhitneyP({2, 2}, {2, 2}), 1);
  EXPECT_EQ(MannWhitneyP({}, {2, 2}), 1);
}

// scipy.stats.mannwhitneyu(first, second, method="asymptotic").
TEST(StatisticsTest, MannWhitneyOfLargeSamplesIsCorrectedForTies) {
  std::vector<double> first, second;
  for (int i = 0; i < 30; ++i) {
    const int step = i / 3;
    first.push_back(step);
    second.push_back(step + 2);
  }
  EXPECT_NEAR(MannWhitneyP(first, second), 0.016504477012993075, 1e-12);
}

TEST(StatisticsTest, MannWhitneyCannotGoBelowWhatTheSizesAllow) {
  EXPECT_NEAR(LeastMannWhitneyP(9, 9), 2.0 / 48620, 1e-15);
  EXPECT_NEAR(LeastMannWhitneyP(5, 6), 2.0 / 462, 1e-15);
  EXPECT_EQ(LeastMannWhitneyP(1, 1), 1);
  EXPECT_EQ(LeastMannWhitneyP(0, 9), 1);
}

// The approximation of 3 against 36 would never fall below 0.0048.
// scipy.stats.mannwhitneyu(few, many, method="exact").
TEST(StatisticsTest, FewAgainstManyAreCountedOut) {
  std::vector<double> many;
  for (int i = 0; i < 36; ++i) many.push_back(i);
  EXPECT_NEAR(MannWhitneyP({100, 101, 102}, many), 2.0 / 9139, 1e-12);
  EXPECT_NEAR(MannWhitneyP(many, {100, 101, 102}), 2.0 / 9139, 1e-12);
  EXPECT_NEAR(MannWhitneyP(many, {30.5, 33.5, 20.5, 35.5, 21.5}), 0.029831945107939975, 1e-12);
}

TEST(StatisticsTest, TheLeastIsThatOfSamplesThatLieApart) {
  const auto from = [](int begin, std::size_t size) {
    std::vector<double> numbers;
    for (std::size_t i = 0; i < size; ++i) numbers.push_back(begin + static_cast<double>(i));
    return numbers;
  };
  for (const std::size_t first : {1, 3, 4, 9, 25, 26, 36, 90}) {
    for (const std::size_t second : {2, 5, 25, 36, 200}) {
      const double p = MannWhitneyP(from(0, first), from(1000, second));
      EXPECT_NEAR(LeastMannWhitneyP(first, second) / p, 1, 1e-6) << first << " " << second;
    }
  }
}

TEST(StatisticsTest, HolmCorrectsTheLeastForAllAndTheRestForWhatIsLeft) {
  const std::vector<double> corrected = HolmCorrected({0.04, 0.01, 0.03, 0.9});
  const std::vector<double> expected = {0.09, 0.04, 0.09, 0.9};
  ASSERT_EQ(corrected.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(corrected[i], expected[i], 1e-12);
}

}  // namespace
}  // namespace isograde
