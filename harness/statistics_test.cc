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

}  // namespace
}  // namespace isograde
