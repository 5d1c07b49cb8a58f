#include "bench/row_runner.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "base/error.h"
#include "bench/climb.h"
#include "testing/mentions.h"
#include "testing/stages.h"

namespace isograde {
namespace {

using namespace std::chrono_literals;

Measurement Quick(std::int64_t iterations, Channel&) { return {.iterations = iterations}; }

Measurement Hang(std::int64_t, Channel& channel) {
  channel.Begin(stages::kImport, 1);
  for (;;) pause();
}

// A climb to four of which three are reached.
Benchmark ClimbRow(int place, std::function<void(Channel&)> then) {
  return {
      .name = "climb/m/isolated/interpreters:" + std::to_string(place),
      .place = place,
      .next_place = place == 4 ? 0 : 2 * place,
      .climb = "climb/m/isolated",
      .loads = "m/isolated",
      .measure = [then = std::move(then)](std::int64_t, Channel& channel) {
        for (const double seconds : {0.1, 0.2, 0.3}) channel.Observe(ClimbStep{.real_s = seconds});
        channel.Begin(stages::kCreate, 4);
        then(channel);
        return Measurement{.iterations = 1, .counters = {{"pss_bytes", 1e6}}, .stopped = "full"};
      }};
}

TEST(BenchRowRunnerTest, DoesNotTryWhatLoadsTheSameAsWhatHung) {
  ChildPool pool(1, {.time = 300ms});
  RowsTogether together{pool};
  const Benchmark hangs{.name = "import/m/isolated", .loads = "m/isolated", .measure = Hang},
      same{.name = "end/m/isolated", .loads = "m/isolated", .measure = Quick},
      other{.name = "end/m/legacy", .loads = "m/legacy", .measure = Quick},
      nothing{.name = "end/nothing/isolated", .measure = Quick};
  RowRunner hanging(hangs, together);
  EXPECT_EQ(hanging.Next(1).problem, "hung for 0.3 s while importing it in interpreter 1");
  EXPECT_EQ(hanging.Next(1).problem, "hung for 0.3 s while importing it in interpreter 1");
  EXPECT_EQ(RowRunner(same, together).Next(1).problem, "not tried: import/m/isolated hung");
  EXPECT_EQ(RowRunner(other, together).Next(1).problem, "");
  EXPECT_EQ(RowRunner(nothing, together).Next(1).problem, "");
  EXPECT_EQ(pool.totals().children, 3);
}

TEST(BenchRowRunnerTest, TriesWhatLoadsTheSameAsWhatCrashed) {
  ChildPool pool(1, {});
  RowsTogether together{pool};
  const Benchmark crashes{.name = "end/m/isolated",
                          .loads = "m/isolated",
                          .measure = [](std::int64_t, Channel&) -> Measurement { _exit(3); }},
      same{.name = "import/m/isolated", .loads = "m/isolated", .measure = Quick};
  EXPECT_TRUE(Mentions(RowRunner(crashes, together).Next(1).problem, "exit code 3"));
  EXPECT_EQ(RowRunner(same, together).Next(1).problem, "");
}

TEST(BenchRowRunnerTest, GivesTheLastPlaceThatAClimbReachedItsCounters) {
  ChildPool pool(1, {});
  RowsTogether together{pool};
  const auto stops = [](Channel&) {};
  const Benchmark first = ClimbRow(1, stops), second = ClimbRow(2, stops),
                  last = ClimbRow(4, stops);
  const Measurement at_first = RowRunner(first, together).Next(1),
                    at_second = RowRunner(second, together).Next(1);
  EXPECT_FALSE(at_first.counters.contains("pss_bytes"));
  EXPECT_EQ(at_first.stopped, "full");
  EXPECT_EQ(at_second.counters.at("pss_bytes"), 1e6);
  EXPECT_EQ(at_second.real_s, 0.2);
  EXPECT_EQ(RowRunner(last, together).Next(1).problem, "full");
  EXPECT_EQ(pool.totals().children, 1) << "one climb for all of its rows";
}

// As one that the kernel kills where memory runs out.
TEST(BenchRowRunnerTest, KeepsWhatAClimbToldBeforeItsEnd) {
  ChildPool pool(1, {});
  RowsTogether together{pool};
  const auto is_killed = [](Channel&) { raise(SIGKILL); };
  const Benchmark first = ClimbRow(1, is_killed), last = ClimbRow(4, is_killed);
  const Measurement at_first = RowRunner(first, together).Next(1);
  EXPECT_EQ(at_first.problem, "");
  EXPECT_EQ(at_first.real_s, 0.1);
  EXPECT_EQ(at_first.stopped,
            "crashed with SIGKILL while creating an interpreter in interpreter 4");
  EXPECT_EQ(RowRunner(last, together).Next(1).problem, at_first.stopped);
}

TEST(BenchRowRunnerTest, ClimbsOnceWhereItHangs) {
  ChildPool pool(1, {.time = 300ms});
  RowsTogether together{pool};
  const Benchmark first = ClimbRow(1, [](Channel&) {
    for (;;) pause();
  });
  RowRunner runner(first, together);
  EXPECT_EQ(runner.Next(1).problem, "");
  EXPECT_EQ(runner.Next(1).problem, "not tried: climb/m/isolated hung");
  EXPECT_EQ(pool.totals().children, 1);
}

}  // namespace
}  // namespace isograde
