#include "suites/bench/together.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <string>

#include "base/error.h"
#include "testing/in_child.h"

namespace isograde {
namespace {

using namespace std::chrono_literals;

// With a time limit: the fault would be that the others wait for ever.
Record RunThree(const std::function<void(int)>& before, const std::function<void(int)>& timed) {
  return RunInChild(
      [&](Channel& channel) {
        std::atomic<int> ran = 0;
        std::string thrown;
        try {
          Together(3).Run(before, [&](int index) {
            timed(index);
            ++ran;
          });
        } catch (const HarnessError& error) {
          thrown = error.what();
        }
        channel.Observe(Note{{{"ran", ran.load()}, {"thrown", thrown}}});
      },
      {.time = 20s});
}

void Nothing(int) {}

TEST(BenchTogetherTest, RunsAllPieces) {
  const Record record = RunThree(Nothing, Nothing);
  ASSERT_TRUE(record.complete()) << DescribeEnding(record);
  EXPECT_EQ(record.First<Note>()->value, nlohmann::json({{"ran", 3}, {"thrown", ""}}));
}

// As CPython's refusal to create one more interpreter is.
TEST(BenchTogetherTest, IsThroughWhenOneThreadFails) {
  const auto fails = [](int index) {
    if (index == 1) throw HarnessError("CPython did not");
  };
  const Record before = RunThree(fails, Nothing);
  ASSERT_TRUE(before.complete()) << DescribeEnding(before);
  EXPECT_EQ(before.First<Note>()->value,
            nlohmann::json({{"ran", 2}, {"thrown", "CPython did not"}}));
  const Record timed = RunThree(Nothing, fails);
  ASSERT_TRUE(timed.complete()) << DescribeEnding(timed);
  EXPECT_EQ(timed.First<Note>()->value,
            nlohmann::json({{"ran", 2}, {"thrown", "CPython did not"}}));
}

}  // namespace
}  // namespace isograde
