#include "bench/climb_text.h"

#include <gtest/gtest.h>

#include "testing/mentions.h"

namespace isograde {
namespace {

// A row whose every repetition took so long.
BenchRow At(int place, double seconds) {
  return {.name = "climb/nothing/isolated/interpreters:" + std::to_string(place),
          .real_s = {seconds, seconds, seconds}};
}

BenchRow WithSlope(BenchRow row, double low, double high) {
  row.counters = {
      {"slope_s", {(low + high) / 2}}, {"slope_low_s", {low}}, {"slope_high_s", {high}}};
  return row;
}

std::string Told(const BenchRow& first, const BenchRow& last) {
  return ClimbText({.context = nlohmann::json::object(), .rows = {first, last}}, "nothing",
                   "isolated");
}

TEST(BenchClimbTextTest, CallsLinearWhatWasSeenToBe) {
  EXPECT_EQ(Told(At(8, 0.0100), WithSlope(At(16, 0.0101), -1e-6, 3e-6)),
            "the 16th costs as much as the 8th, so the cost of all is linear up to 16: 10.1 ms "
            "each; each one alive changes the cost of the next by +1.00 us (95 %: -1.00 to +3.00)");
  EXPECT_EQ(Told(At(8, 0.0074), WithSlope(At(1000, 0.0074), -4e-7, 3e-7)),
            "the 1,000th costs as much as the 8th, so the cost of all is linear up to 1,000: 7.4 "
            "ms each; each one alive changes the cost of the next by -0.05 us (95 %: -0.40 to "
            "+0.30)");
}

TEST(BenchClimbTextTest, LeavesOutNewPagesOnlyWhereTheyMakeTheDifference) {
  BenchRow first = At(8, 0.0100), last = WithSlope(At(16, 0.0101), 0, 0);
  first.counters["new_pages_s"] = last.counters["new_pages_s"] = {0.001};
  EXPECT_TRUE(Mentions(Told(first, last), "linear up to 16: 10.1 ms each"));
  last.counters["new_pages_s"] = {0.005};
  last.real_s = {0.0141};
  EXPECT_TRUE(Mentions(Told(first, last), "linear up to 16: 9.1 ms each"));
}

// The interval allows for 16 times 80 us more: 1.28 of 10 ms.
TEST(BenchClimbTextTest, SaysHowFarTheSlopeIsFromTelling) {
  EXPECT_EQ(
      Told(At(8, 0.0100), WithSlope(At(16, 0.0100), -1e-6, 8e-5)),
      "the 16th costs as much as the 8th, 10 ms; not enough to tell whether the cost of all "
      "is linear, as the slope may make the 16th 13 % dearer; each one alive changes the cost "
      "of the next by +39.50 us (95 %: -1.00 to +80.00)");
  EXPECT_TRUE(Mentions(Told(At(8, 0.0100), WithSlope(At(1000, 0.0100), -2e-6, 1e-6)),
                       "may make the 1,000th 20 % cheaper"));
}

TEST(BenchClimbTextTest, SaysWhereTooFewWereAlive) {
  EXPECT_EQ(Told(At(8, 0.0100), At(16, 0.0101)),
            "the 16th costs as much as the 8th, 10.1 ms; too few were alive to tell more");
}

TEST(BenchClimbTextTest, CallsNothingLinearThatCostsMore) {
  EXPECT_EQ(
      Told(At(8, 0.0100), WithSlope(At(16, 0.0150), 1e-6, 2e-6)),
      "the 16th costs 1.5 times as much as the 8th: 15 ms, against 10 ms, so the cost of all is "
      "more than linear; each one alive changes the cost of the next by +1.50 us (95 %: +1.00 to "
      "+2.00)");
}

TEST(BenchClimbTextTest, CallsNothingLinearOrNotOnWhichSlopeAndPlacesDisagree) {
  const auto says = [](double low, double high, double last) {
    return Mentions(Told(At(8, 0.0100), WithSlope(At(16, last), low, high)), "linear");
  };
  EXPECT_TRUE(says(-2e-6, -1e-6, 0.0070));
  EXPECT_FALSE(says(1e-6, 2e-6, 0.0070));
  EXPECT_FALSE(says(-2e-6, -1e-6, 0.0150));
  EXPECT_FALSE(says(-1e-6, 2e-6, 0.0150));
}

TEST(BenchClimbTextTest, SaysNothingOfAFew) {
  EXPECT_EQ(Told(At(1, 0.01), WithSlope(At(4, 0.01), 0, 0)), "");
}

}  // namespace
}  // namespace isograde
