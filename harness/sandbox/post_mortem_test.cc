#include "sandbox/post_mortem.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "testing/in_child.h"
#include "testing/mentions.h"

namespace isograde {
namespace {

using namespace std::chrono_literals;

constexpr Limits kShort{.time = 300ms};

// The crash is what is asked for, not what UndefinedBehaviorSanitizer says of it beforehand.
[[gnu::noinline, gnu::no_sanitize("undefined")]] void CrashHere() {
  volatile int* const nowhere = nullptr;
  *nowhere = 1;
}

std::atomic<bool> hangs{false};

[[gnu::noinline]] void HangHere() {
  hangs = true;
  for (;;) usleep(1000'000);
}

bool Has(const ThreadStack& stack, const std::string& function) {
  for (const StackFrame& frame : stack.frames) {
    if (frame.function.find(function) != std::string::npos) return true;
  }
  return false;
}

TEST(PostMortemTest, NamesFunctionFileAndLineOfACrash) {
  const Record record = RunInChild([](Channel&) { CrashHere(); });
  EXPECT_EQ(record.ending, Ending::kSignalled);
  EXPECT_EQ(record.signal, SIGSEGV);
  EXPECT_EQ(record.post_mortem.problem, "");
  ASSERT_FALSE(record.post_mortem.threads.empty());
  const ThreadStack& stack = record.post_mortem.threads.front();
  ASSERT_FALSE(stack.frames.empty());
  EXPECT_TRUE(Mentions(stack.frames[0].function, "CrashHere"));
  EXPECT_TRUE(Mentions(stack.frames[0].library, "_harness_tests"));
}

TEST(PostMortemTest, PutsTheThreadThatCrashedFirst) {
  const Record record = RunInChild([](Channel&) {
    std::jthread other([] {
      while (!hangs) std::this_thread::yield();
      CrashHere();
    });
    HangHere();
  });
  ASSERT_GE(record.post_mortem.threads.size(), 2U);
  EXPECT_EQ(record.post_mortem.threads[0].thread, record.post_mortem.thread);
  EXPECT_TRUE(Has(record.post_mortem.threads[0], "CrashHere"));
  EXPECT_TRUE(Has(record.post_mortem.threads[1], "HangHere"));
}

TEST(PostMortemTest, ReadsTheStackOfAnAbort) {
  const Record record = RunInChild([](Channel&) { std::abort(); });
  EXPECT_EQ(record.signal, SIGABRT);
  ASSERT_FALSE(record.post_mortem.threads.empty());
  EXPECT_TRUE(Has(record.post_mortem.threads[0], "abort"));
}

TEST(PostMortemTest, TellsWhatAHungChildWaitsFor) {
  const Record record = RunInChild([](Channel&) { HangHere(); }, kShort);
  EXPECT_EQ(record.ending, Ending::kTimedOut);
  EXPECT_EQ(record.post_mortem.thread, 0);
  ASSERT_FALSE(record.post_mortem.threads.empty());
  EXPECT_TRUE(Has(record.post_mortem.threads[0], "HangHere"));
  EXPECT_EQ(WaitsFor(record.post_mortem.threads[0]), "sleeps");
}

TEST(PostMortemTest, TellsACrashOfAThreadWhileTheChildComesToItsEnd) {
  const Record record = RunInChild([](Channel&) {
    static std::atomic<bool> begun{false};
    std::thread other([] {
      begun = true;
      CrashHere();
    });
    other.detach();
    while (!begun) usleep(1'000);
    usleep(200'000);  // it is on its way; a machine that is busy may take its time
  });
  EXPECT_EQ(record.ending, Ending::kSignalled);
}

TEST(PostMortemTest, SaysWhyThereIsNoStack) {
  const pid_t pid = fork();
  if (pid == 0) _exit(0);
  waitpid(pid, nullptr, 0);
  EXPECT_TRUE(Mentions(ReadStacks(pid, 5s).problem, "could not be read"));
}

// Of a process that is of no use otherwise: whose reader is killed may be left stopped.
TEST(PostMortemTest, GivesUpInTime) {
  const pid_t pid = fork();
  if (pid == 0) {
    for (;;) pause();
  }
  EXPECT_TRUE(Mentions(ReadStacks(pid, 0ms).problem, "longer than 0 ms"));
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
}

ThreadStack Stack(std::initializer_list<const char*> functions) {
  ThreadStack stack{.thread = 1, .state = "S"};
  for (const char* function : functions) stack.frames.push_back({.function = function});
  return stack;
}

TEST(WaitsForTest, PutsTheGilBeforeTheLockThatItIsMadeOf) {
  EXPECT_EQ(WaitsFor(Stack({"__futex_abstimed_wait_common", "pthread_cond_timedwait@@GLIBC_2.3.2",
                            "take_gil", "PyGILState_Ensure", "on_event"})),
            "waits for the GIL in PyGILState_Ensure");
  EXPECT_EQ(WaitsFor(Stack({"futex_wait", "___pthread_mutex_lock", "module_free"})),
            "waits for a mutex");
  EXPECT_EQ(WaitsFor(Stack({"clock_nanosleep@GLIBC_2.2.5", "f"})), "sleeps");
  EXPECT_EQ(WaitsFor(Stack({"f", "g"})), "");
  ThreadStack running = Stack({"pthread_mutex_lock"});
  running.state = "R";
  EXPECT_EQ(WaitsFor(running), "");
}

TEST(BringFaultFirstTest, TakesTheHandlerOff) {
  PostMortem post_mortem{.threads = {{.thread = 1, .frames = {{.function = "a"}}},
                                     {.thread = 2,
                                      .frames = {{.function = "handler"},
                                                 {.function = "restore", .signal = true},
                                                 {.function = "culprit", .signal = true}}}}};
  BringFaultFirst(post_mortem, 2);
  EXPECT_EQ(post_mortem.threads[0].thread, 2);
  ASSERT_EQ(post_mortem.threads[0].frames.size(), 1U);
  EXPECT_EQ(post_mortem.threads[0].frames[0].function, "culprit");
}

TEST(StackFrameTest, SaysAsMuchAsIsKnown) {
  EXPECT_EQ(Words({.function = "f", .file = "/src/a.c", .line = 3, .library = "/lib/a.so"}),
            "f (a.c:3)");
  EXPECT_EQ(Words({.function = "f", .library = "/lib/a.so"}), "f in a.so");
  EXPECT_EQ(Words({.library = "/lib/a.so", .address = "0x10"}), "0x10 in a.so");
  EXPECT_EQ(Words({.address = "0x10"}), "0x10");
}

}  // namespace
}  // namespace isograde
