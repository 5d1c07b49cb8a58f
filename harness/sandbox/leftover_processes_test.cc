#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "sandbox/child_pool.h"
#include "sandbox/confinement.h"
#include "testing/in_child.h"

namespace isograde {
namespace {

using namespace std::chrono_literals;

// Starts a process that sleeps in the background; its pid. In a session of its own when asked to:
// out of the process group.
pid_t StartSleeper(bool own_session) {
  int started[2];
  if (pipe(started) != 0) return -1;
  const pid_t pid = fork();
  if (pid == 0) {
    if (own_session) setsid();
    if (write(started[1], "x", 1) != 1) _exit(1);
    for (;;) pause();
  }
  char byte = 0;
  if (read(started[0], &byte, 1) != 1) return -1;
  close(started[0]);
  close(started[1]);
  return pid;
}

bool IsGone(pid_t pid) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    if (kill(pid, 0) != 0 && errno == ESRCH) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

bool HasChildren() {
  siginfo_t any{};
  return waitid(P_ALL, 0, &any, WEXITED | WNOHANG | WNOWAIT) == 0;
}

// The record of a child that leaves a sleeper behind, and the sleeper's pid.
std::pair<Record, pid_t> RunWithSleeper(bool own_session) {
  Record record = RunInChild(
      [own_session](Channel& channel) { channel.Observe(Note{StartSleeper(own_session)}); });
  const auto note = record.First<Note>();
  return {std::move(record), note ? note->value.get<pid_t>() : -1};
}

TEST(LeftoverProcessesTest, AreCountedAndKilled) {
  const auto [record, sleeper] = RunWithSleeper(false);
  ASSERT_GT(sleeper, 0);
  EXPECT_TRUE(record.complete());
  EXPECT_EQ(record.processes_left, 1);
  EXPECT_TRUE(IsGone(sleeper));
}

TEST(LeftoverProcessesTest, AreCountedAndKilledInASessionOfTheirOwn) {
  const auto [record, sleeper] = RunWithSleeper(true);
  ASSERT_GT(sleeper, 0);
  EXPECT_TRUE(record.complete());
  EXPECT_EQ(record.processes_left, 1);
  EXPECT_TRUE(IsGone(sleeper));
}

TEST(LeftoverProcessesTest, AreCountedEach) {
  const Record record = RunInChild([](Channel&) {
    StartSleeper(false);
    StartSleeper(false);
    StartSleeper(true);
  });
  EXPECT_EQ(record.processes_left, 3);
}

TEST(LeftoverProcessesTest, AreKilledWithAChildThatHangs) {
  for (const bool own_session : {false, true}) {
    const Record record = RunInChild(
        [own_session](Channel& channel) {
          channel.Observe(Note{StartSleeper(own_session)});
          for (;;) pause();
        },
        {.time = 200ms});
    ASSERT_TRUE(record.First<Note>());
    EXPECT_EQ(record.ending, Ending::kTimedOut);
    EXPECT_TRUE(IsGone(record.First<Note>()->value.get<pid_t>()));
  }
}

TEST(LeftoverProcessesTest, OfAChildThatEndedByItselfAreReaped) {
  RunInChild([](Channel&) {
    if (fork() == 0) _exit(0);
  });
  EXPECT_FALSE(HasChildren());
}

TEST(LeftoverProcessesTest, DoNotSpeakForTheChild) {
  // A module that forks returns twice: the copy's frames would come in between the child's.
  const Record record = RunInChild([](Channel& channel) {
    channel.Observe(Note{"before"});
    const pid_t pid = fork();
    if (pid > 0) waitpid(pid, nullptr, 0);
    channel.Observe(Note{pid == 0 ? "copy" : "child"});
  });
  ASSERT_TRUE(record.complete()) << DescribeEnding(record);
  ASSERT_EQ(record.All<Note>().size(), 2U);
  EXPECT_EQ(record.All<Note>()[1].value, "child");
}

TEST(LeftoverProcessesTest, DoNotSpeakWhenTheyOutliveTheChild) {
  const Record record = RunInChild([](Channel& channel) {
    if (fork() != 0) {
      channel.Observe(Note{"child"});
      return;
    }
    while (getppid() != 1 && kill(getppid(), 0) == 0) usleep(1000);
    channel.Observe(Note{"copy"});
  });
  ASSERT_TRUE(record.complete()) << DescribeEnding(record);
  ASSERT_EQ(record.All<Note>().size(), 1U);
  EXPECT_EQ(record.All<Note>()[0].value, "child");
}

TEST(LeftoverProcessesTest, AreSeenByTheChildItself) {
  const auto answer = AskInChild([]() -> nlohmann::json {
    const int before = CountChildren();
    StartSleeper(false);
    if (fork() == 0) _exit(0);
    return {before, CountChildren()};
  });
  EXPECT_EQ(answer, nlohmann::json({0, 2}));
}

}  // namespace
}  // namespace isograde
