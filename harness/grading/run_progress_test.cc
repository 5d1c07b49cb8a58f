#include "grading/run_progress.h"

#include <gtest/gtest.h>

namespace isograde {
namespace {

using std::chrono::seconds;

TEST(RunProgressTest, OfOneTargetTellsItsExperiments) {
  const RunProgress progress;
  const std::vector<std::string> running = {"_csv/legacy/main-first", "_csv/isolated/main-first",
                                            "hashes", "_csv//alone"};
  EXPECT_EQ(progress.Text(3, 12, running, seconds(4)), "3 of 12 experiments: main-first, alone");
  EXPECT_EQ(progress.Text(9, 12, running, seconds(60)),
            "9 of 12 experiments: main-first, alone; about 20 s left");
}

TEST(RunProgressTest, OfSeveralTargetsTellsThem) {
  RunProgress progress;
  progress.Graded(27, 108);
  const std::vector<std::string> running = {"_csv/legacy/main-first", "isograde_control//alone"};
  EXPECT_EQ(progress.Text(40, 60, running, seconds(60)),
            "27 of 108 graded: _csv, control; about 3 min left");
  EXPECT_EQ(progress.Text(40, 60, running, seconds(2)),
            "27 of 108 graded: _csv, control; a few seconds left");
  progress.Graded(0, 108);
  EXPECT_EQ(progress.Text(4, 60, running, seconds(60)), "0 of 108 graded: _csv, control");
}

}  // namespace
}  // namespace isograde
