#include "sandbox/stage_board.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>
#include "testing/stages.h"

namespace isograde {
namespace {

TEST(StageBoardTest, IsEmptyAtFirst) {
  const StageBoard board;
  EXPECT_TRUE(board.Positions().empty());
  EXPECT_EQ(board.fault().signal, 0);
}

TEST(StageBoardTest, ShowsTheParentWhatAChildNotedThatIsDead) {
  StageBoard board;
  const pid_t pid = fork();
  if (pid == 0) {
    board.Begin(stages::kImport, 2, "detail");
    board.Begin(test_stages::kEnd, -1, "");
    board.NoteFault({.signal = 11, .thread = 7, .address = 0x10});
    _exit(0);
  }
  waitpid(pid, nullptr, 0);

  const std::vector<Position> positions = board.Positions();
  ASSERT_EQ(positions.size(), 2U);
  EXPECT_TRUE(positions[0].Is(stages::kImport));
  EXPECT_EQ(positions[0].interpreter, 2);
  EXPECT_EQ(positions[0].detail, "detail");
  EXPECT_TRUE(positions[1].Is(test_stages::kEnd));
  EXPECT_EQ(positions[1].interpreter, -1);
  EXPECT_EQ(board.fault().signal, 11);
  EXPECT_EQ(board.fault().thread, 7);
  EXPECT_EQ(board.fault().address, 0x10U);
}

TEST(StageBoardTest, TakesADetailThatIsNotEvenEmptyText) {
  StageBoard board;
  board.Begin(stages::kImport, 1, std::string_view());
  ASSERT_EQ(board.Positions().size(), 1U);
  EXPECT_EQ(board.Positions()[0].detail, "");
}

TEST(StageBoardTest, TellsThatTheDumpHasEnded) {
  StageBoard board;
  EXPECT_FALSE(board.dumped());
  StageBoard(dup(board.descriptor())).NoteDumped();
  EXPECT_TRUE(board.dumped());
}

TEST(StageBoardTest, KeepsTheFirstFault) {
  StageBoard board;
  EXPECT_TRUE(board.NoteFault({.signal = 11}));
  EXPECT_FALSE(board.NoteFault({.signal = 6}));
  EXPECT_EQ(board.fault().signal, 11);
}

TEST(StageBoardTest, TakesWhatIsNoSignalForNoFault) {
  for (const int signal : {6645601, -1, NSIG}) {
    StageBoard board;
    board.NoteFault({.signal = signal, .thread = 7});
    EXPECT_EQ(board.fault().signal, 0) << signal;
    EXPECT_EQ(board.fault().thread, 0) << signal;
  }
}

TEST(StageBoardTest, CutsDetailsBetweenCharacters) {
  StageBoard board;
  board.Begin(test_stages::kUse, 0, std::string(StageBoard::kLongestDetail - 1, 'x') + "\u00e9");
  board.Begin(test_stages::kUse, 0, std::string(StageBoard::kLongestDetail - 2, 'x') + "\u00e9");
  EXPECT_EQ(board.Positions()[0].detail, std::string(StageBoard::kLongestDetail - 1, 'x'));
  EXPECT_EQ(board.Positions()[1].detail,
            std::string(StageBoard::kLongestDetail - 2, 'x') + "\u00e9");
}

TEST(StageBoardTest, ReplacesBytesThatAreNoUtf8) {
  StageBoard board;
  board.Begin(test_stages::kUse, 0,
              "a\xff"
              "b");
  EXPECT_EQ(board.Positions()[0].detail,
            "a\xef\xbf\xbd"
            "b");
}

TEST(StageBoardTest, KeepsTheLastPositionWhenItIsFull) {
  StageBoard board;
  for (std::size_t i = 0; i < StageBoard::kMostPositions + 5; ++i)
    board.Begin(test_stages::kUse, static_cast<int>(i), "");
  const std::vector<Position> positions = board.Positions();
  EXPECT_EQ(positions.size(), StageBoard::kMostPositions);
  EXPECT_EQ(positions.back().interpreter, static_cast<int>(StageBoard::kMostPositions) + 4);
}

TEST(StageBoardTest, TakesNotesFromSeveralThreads) {
  StageBoard board;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&board, i] {
        for (int j = 0; j < 100; ++j) board.Begin(test_stages::kUse, i, std::to_string(j));
      });
    }
  }
  std::vector<int> count(4);
  for (const Position& position : board.Positions()) {
    EXPECT_EQ(position.detail, std::to_string(count.at(position.interpreter)++));
  }
  EXPECT_EQ(count, std::vector<int>(4, 100));
}

}  // namespace
}  // namespace isograde
