#include "sandbox/record.h"

#include <gtest/gtest.h>

#include <csignal>
#include <string>

#include "testing/in_child.h"
#include "testing/stages.h"

namespace isograde {
namespace {

Record Stopped(Ending ending, Position at) {
  Record record;
  record.ending = ending;
  record.stages = {Position::At(stages::kCreate, 1), std::move(at)};
  return record;
}

TEST(RecordTest, SaysNothingOfAGoodEnding) {
  EXPECT_EQ(DescribeEnding(Stopped(Ending::kComplete, Position::At(stages::kImport, 1))), "");
}

TEST(RecordTest, DescribesEachBadEnding) {
  Record crashed = Stopped(Ending::kSignalled, Position::At(stages::kImport, 2));
  crashed.signal = SIGSEGV;
  EXPECT_EQ(DescribeEnding(crashed), "crashed with SIGSEGV while importing it in interpreter 2");

  Record left = Stopped(Ending::kExited, Position::At(test_stages::kUse, 0, "module.call()"));
  left.exit_code = 3;
  EXPECT_EQ(
      DescribeEnding(left),
      "ended the process with exit code 3 while using it in the main interpreter (module.call())");

  Record hung = Stopped(Ending::kTimedOut, Position::At(test_stages::kWalk, 1));
  hung.limit_s = 0.5;
  EXPECT_EQ(DescribeEnding(hung), "hung for 0.5 s while walking its objects in interpreter 1");

  Record slow = Stopped(Ending::kTooLong, Position::At(test_stages::kCycle, 40));
  slow.limit_s = 300;
  EXPECT_EQ(DescribeEnding(slow),
            "was not done after 300 s while going through a cycle in interpreter 40");

  Record loud = Stopped(Ending::kTooMuch, Position::At(stages::kImport, 1));
  loud.output_bytes = 2048;
  EXPECT_EQ(DescribeEnding(loud),
            "wrote more than 2 KiB to stdout and stderr while importing it in interpreter 1");

  EXPECT_EQ(DescribeEnding(Stopped(Ending::kChannelLost, Position::At(stages::kImport, 1))),
            "closed file descriptors that were not its own while importing it in interpreter 1");
}

TEST(RecordTest, DescribesAnEndingBeforeAnyStage) {
  Record record;
  record.ending = Ending::kSignalled;
  record.signal = SIGABRT;
  EXPECT_EQ(DescribeEnding(record), "crashed with SIGABRT while starting");
}

TEST(RecordTest, NamesInterpreters) {
  EXPECT_EQ(InterpreterName(0), "the main interpreter");
  EXPECT_EQ(InterpreterName(3), "interpreter 3");
  EXPECT_EQ(InterpreterNames({0, 1, 12}), "main, 1, 12");
  EXPECT_EQ(InterpreterNames({}), "");
}

TEST(RecordTest, SurvivesJson) {
  Record record = Stopped(Ending::kTimedOut, Position::At(test_stages::kOldRaise, 3, "detail"));
  record.observations.Add("note", nlohmann::json{1, 2});
  record.exit_code = 4;
  record.signal = 5;
  record.limit_s = 0.5;
  record.harness_error = "error";
  record.output = "output";
  record.output_bytes = 6;
  record.processes_left = 7;
  record.cpu_s = 0.25;
  record.wall_s = 0.75;
  record.finished = {"import"};
  record.post_mortem = {.thread = 8, .threads = {{.thread = 8, .frames = {{.function = "f"}}}}};
  const nlohmann::json json = record;
  const Record again = nlohmann::json::parse(json.dump()).get<Record>();
  EXPECT_EQ(nlohmann::json(again), json);
  EXPECT_EQ(again.ending, Ending::kTimedOut);
  EXPECT_TRUE(again.last().Is(test_stages::kOldRaise));
  EXPECT_TRUE(again.last().makes_calls);
  EXPECT_EQ(again.post_mortem.threads.at(0).frames.at(0).function, "f");
  EXPECT_EQ(again.First<Note>()->value, nlohmann::json({1, 2}));
}

TEST(RecordTest, FindsObservationsByTheirName) {
  Record record;
  record.observations.Add("another", 0);
  EXPECT_FALSE(record.First<Note>());
  record.observations.Add("note", 1);
  record.observations.Add("note", 2);
  EXPECT_EQ(record.First<Note>()->value, 1);
  EXPECT_EQ(record.All<Note>().size(), 2U);
}

TEST(RecordTest, KnowsWhichStagesItGotThrough) {
  Record record = Stopped(Ending::kSignalled, Position::At(test_stages::kWalk, 1));
  record.finished = {std::string(stages::kImport.id)};
  EXPECT_TRUE(record.Finished(stages::kImport));
  EXPECT_FALSE(record.Finished(test_stages::kWalk));
  record.ending = Ending::kComplete;
  EXPECT_TRUE(record.Finished(test_stages::kWalk));
}

}  // namespace
}  // namespace isograde
