#include "gate/grade_turn.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace isograde {
namespace {

Drift Turn(std::string_view before, std::string_view after,
           Severity lightest = Severity::kHygiene) {
  return DriftOfGrades(before, after, lightest);
}

TEST(GradeTurnTest, ALetterCloserToFIsWorse) {
  const std::vector<std::string> letters = {"F", "D", "C", "B", "A"};
  for (std::size_t i = 0; i < letters.size(); ++i) {
    for (std::size_t j = i + 1; j < letters.size(); ++j) {
      EXPECT_EQ(Turn(letters[j], letters[i]), Drift::kWorse) << letters[j] << letters[i];
      EXPECT_EQ(Turn(letters[i], letters[j]), Drift::kBetter) << letters[i] << letters[j];
    }
  }
}

TEST(GradeTurnTest, NothingGetsBetterByNoLongerBeingKnown) {
  for (const char* before : {"F", "D", "C", "refuses", "B", "A"}) {
    EXPECT_EQ(Turn(before, "unknown"), Drift::kWorse) << before;
    EXPECT_EQ(Turn("unknown", before), Drift::kNoted) << before;
  }
}

TEST(GradeTurnTest, NewlyRefusingIsWorseUnlessItBroke) {
  for (const char* before : {"D", "C", "B", "A"})
    EXPECT_EQ(Turn(before, "refuses"), Drift::kWorse) << before;
  EXPECT_EQ(Turn("F", "refuses"), Drift::kBetter);
}

TEST(GradeTurnTest, LoadingWhereItRefusedIsBetterOnlyWithoutFailures) {
  for (const char* after : {"A", "B"}) EXPECT_EQ(Turn("refuses", after), Drift::kBetter) << after;
  for (const char* after : {"C", "D", "F"})
    EXPECT_EQ(Turn("refuses", after), Drift::kWorse) << after;
}

TEST(GradeTurnTest, ALetterForLighterFailuresThanAskedForIsNoted) {
  EXPECT_EQ(Turn("A", "C", Severity::kBreaks), Drift::kNoted);
  EXPECT_EQ(Turn("A", "D", Severity::kBreaks), Drift::kNoted);
  EXPECT_EQ(Turn("A", "F", Severity::kBreaks), Drift::kWorse);
  EXPECT_EQ(Turn("A", "C", Severity::kContaminates), Drift::kNoted);
  EXPECT_EQ(Turn("A", "D", Severity::kContaminates), Drift::kWorse);
  EXPECT_EQ(Turn("A", "B", Severity::kBreaks), Drift::kWorse);
  EXPECT_EQ(Turn("A", "unknown", Severity::kBreaks), Drift::kWorse);
}

}  // namespace
}  // namespace isograde
