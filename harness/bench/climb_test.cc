#include "bench/climb.h"

#include <gtest/gtest.h>

namespace isograde {
namespace {

// 10 ms, and 2 ms more with each that is alive.
Measurement Climb(int reached) {
  Measurement climb{.counters = {{"pss_bytes", 2e6}}};
  for (int i = 0; i < reached; ++i)
    Add({.real_s = 0.010 + 0.002 * i, .cpu_s = 0.008, .import_s = 0.001, .new_pages_s = 0.0001},
        climb);
  return climb;
}

TEST(BenchClimbTest, ReadsTheCostOfAPlace) {
  EXPECT_DOUBLE_EQ(AtPlace(Climb(8), 4, false).real_s, 0.016);
  EXPECT_DOUBLE_EQ(AtPlace(Climb(8), 4, false).cpu_s, 0.008);
  EXPECT_DOUBLE_EQ(AtPlace(Climb(8), 4, false).counters.at("import_s"), 0.001);
  EXPECT_DOUBLE_EQ(AtPlace(Climb(30), 30, true).real_s, 0.066) << "the median of three";
}

TEST(BenchClimbTest, GivesTheLastPlaceThatWasReachedTheSlopeOfAll) {
  const Measurement middle = AtPlace(Climb(6), 2, false), last = AtPlace(Climb(6), 4, true);
  EXPECT_FALSE(middle.counters.contains("slope_s"));
  EXPECT_FALSE(middle.counters.contains("pss_bytes"));
  EXPECT_EQ(last.counters.at("pss_bytes"), 2e6);
  EXPECT_NEAR(last.counters.at("slope_s"), 0.002, 1e-9);
}

TEST(BenchClimbTest, TellsASlowMachineFromASlope) {
  Measurement climb;
  for (int i = 0; i < 20; ++i) {
    const double slower = 1 + 0.05 * i;
    Add({.real_s = 0.010 * slower, .cpu_s = 0.010, .reference_s = 0.0005 * slower}, climb);
  }
  const Measurement last = AtPlace(climb, 20, true);
  EXPECT_NEAR(last.counters.at("slope_s"), 0, 1e-9);
  EXPECT_NEAR(last.counters.at("reference_s"), 0.0005 * 1.90, 1e-9);
  EXPECT_FALSE(AtPlace(Climb(8), 4, false).counters.contains("reference_s"));
}

// Through each pair of 20,000 costs would be 1.6 GB of slopes.
TEST(BenchClimbTest, TellsTheSlopeOfALongClimb) {
  const Measurement last = AtPlace(Climb(20'003), 20'003, true);
  EXPECT_NEAR(last.counters.at("slope_s"), 0.002, 1e-9);
  EXPECT_NEAR(last.counters.at("slope_low_s"), 0.002, 1e-9);
}

TEST(BenchClimbTest, HasNoSlopeOfAFew) {
  EXPECT_FALSE(AtPlace(Climb(3), 3, true).counters.contains("slope_s"));
}

}  // namespace
}  // namespace isograde
