#include "sandbox/record.h"

#include <gtest/gtest.h>

#include <csignal>
#include <set>

#include "testing/in_child.h"

namespace isograde {
namespace {

Record Stopped(Ending ending, Position at) {
  Record record;
  record.ending = ending;
  record.stages = {{Stage::kCreate, 1, {}}, std::move(at)};
  return record;
}

TEST(RecordTest, SaysNothingOfAGoodEnding) {
  EXPECT_EQ(DescribeEnding(Stopped(Ending::kComplete, {Stage::kImport, 1, {}})), "");
}

TEST(RecordTest, DescribesEachBadEnding) {
  Record crashed = Stopped(Ending::kSignalled, {Stage::kImport, 2, {}});
  crashed.signal = SIGSEGV;
  EXPECT_EQ(DescribeEnding(crashed), "crashed with SIGSEGV while importing it in interpreter 2");

  Record left = Stopped(Ending::kExited, {Stage::kUse, 0, "module.call()"});
  left.exit_code = 3;
  EXPECT_EQ(
      DescribeEnding(left),
      "ended the process with exit code 3 while using it in the main interpreter (module.call())");

  Record hung = Stopped(Ending::kTimedOut, {Stage::kWalk, 1, {}});
  hung.limit_s = 0.5;
  EXPECT_EQ(DescribeEnding(hung), "hung for 0.5 s while walking its objects in interpreter 1");

  Record slow = Stopped(Ending::kTooLong, {Stage::kCycle, 40, {}});
  slow.limit_s = 300;
  EXPECT_EQ(DescribeEnding(slow),
            "was not done after 300 s while going through a cycle of create, import, use and end "
            "in interpreter 40");

  Record loud = Stopped(Ending::kTooMuch, {Stage::kImport, 1, {}});
  loud.output_bytes = 2048;
  EXPECT_EQ(DescribeEnding(loud),
            "wrote more than 2 KiB to stdout and stderr while importing it in interpreter 1");

  EXPECT_EQ(DescribeEnding(Stopped(Ending::kChannelLost, {Stage::kImport, 1, {}})),
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
  Record record = Stopped(Ending::kTimedOut, {Stage::kOldRaise, 3, "detail"});
  record.observations.push_back({{"observation", "note"}, {"data", {1, 2}}});
  record.exit_code = 4;
  record.signal = 5;
  record.limit_s = 0.5;
  record.harness_error = "error";
  record.output = "output";
  record.output_bytes = 6;
  record.processes_left = 7;
  record.cpu_s = 0.25;
  record.wall_s = 0.75;
  const nlohmann::json json = record;
  const Record again = nlohmann::json::parse(json.dump()).get<Record>();
  EXPECT_EQ(nlohmann::json(again), json);
  EXPECT_EQ(again.ending, Ending::kTimedOut);
  EXPECT_EQ(again.last().stage, Stage::kOldRaise);
  EXPECT_EQ(again.First<Note>()->value, nlohmann::json({1, 2}));
}

TEST(RecordTest, FindsObservationsByTheirName) {
  Record record;
  record.observations.push_back({{"observation", "another"}, {"data", 0}});
  EXPECT_FALSE(record.First<Note>());
  record.observations.push_back({{"observation", "note"}, {"data", 1}});
  record.observations.push_back({{"observation", "note"}, {"data", 2}});
  EXPECT_EQ(record.First<Note>()->value, 1);
  EXPECT_EQ(record.All<Note>().size(), 2U);
}

TEST(StageTest, HasANameAndWordsOfItsOwn) {
  std::set<std::string> names, words;
  for (int i = 0; i <= kLastStage; ++i) {
    const auto stage = static_cast<Stage>(i);
    const nlohmann::json json = stage;
    EXPECT_EQ(json.get<Stage>(), stage) << i;
    EXPECT_TRUE(names.insert(json.get<std::string>()).second) << json;
    EXPECT_TRUE(words.insert(Words(stage)).second) << json;
  }
  EXPECT_FALSE(words.contains("?"));
}

}  // namespace
}  // namespace isograde
