#include "sandbox/child_pool.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "testing/in_child.h"

namespace isograde {
namespace {

using namespace std::chrono_literals;

Child::Body Tell(const nlohmann::json& value) {
  return [value](Channel& channel) { channel.Observe(Note{value}); };
}

nlohmann::json Told(const Record& record) {
  const auto note = record.First<Note>();
  return note ? note->value : nlohmann::json();
}

int OpenDescriptors() {
  int count = 0;
  for (int descriptor = 0; descriptor < 1024; ++descriptor)
    count += fcntl(descriptor, F_GETFD) >= 0;
  return count;
}

TEST(ChildPoolTest, RunsManyChildrenAndKeepsTheirResultsApart) {
  ChildPool pool(2, {});
  for (int i = 0; i < 20; ++i) pool.Queue(std::to_string(i), Tell(i));
  for (int i = 19; i >= 0; --i) EXPECT_EQ(Told(pool.Wait(std::to_string(i))), i);
  EXPECT_EQ(pool.totals().children, 20);
  EXPECT_GT(pool.totals().cpu_s, 0);
}

TEST(ChildPoolTest, RunsWhatHasALowerTurnFirst) {
  ChildPool pool(1, {});
  std::vector<std::string> order;
  const auto note = [&](const char* key) {
    return [&order, key](const Record&) { order.emplace_back(key); };
  };
  pool.Queue("second", Tell(0), note("second"), {.turn = 2});
  pool.Queue("first", Tell(0),
             [&](const Record&) {
               order.emplace_back("first");
               pool.Queue("of the first", Tell(0), note("of the first"), {.turn = 1});
             },
             {.turn = 1});
  pool.Queue("first of all", Tell(0), note("first of all"));
  pool.Wait("second");
  EXPECT_EQ(order, (std::vector<std::string>{"first of all", "first", "of the first", "second"}));
}

TEST(ChildPoolTest, RunsOneAgain) {
  ChildPool pool(1, {});
  pool.Queue("one", Tell("first"));
  EXPECT_EQ(Told(pool.Wait("one")), "first");
  const Record again = pool.RunAgain("one", Tell("second"), {});
  EXPECT_EQ(Told(again), "second");
  EXPECT_EQ(Told(pool.Wait("one")), "first");
  pool.Replace("one", again);
  EXPECT_EQ(Told(pool.Wait("one")), "second");
}

TEST(ChildPoolTest, TellsWhatCouldNotBeStarted) {
  ChildPool pool(1, {});
  pool.Queue("before", Tell(0));
  pool.Wait("before");
  rlimit usual{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &usual), 0);
  const rlimit none{3, usual.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  bool told = false;
  pool.Queue("one", Tell(1), [&](const Record&) { told = true; });
  const Record& record = pool.Wait("one");
  setrlimit(RLIMIT_NOFILE, &usual);
  EXPECT_TRUE(told);
  EXPECT_FALSE(record.complete());
  EXPECT_NE(record.harness_error.find("Too many open files"), std::string::npos)
      << record.harness_error;
}

TEST(ChildPoolTest, GivesMoreTimeToWhatIsKnownToBeSlow) {
  ChildPool pool(2, {.time = 200ms, .in_all = 200ms});
  const auto slow = [](Channel&) { usleep(400'000); };
  pool.Queue("slow", slow);
  pool.Queue("known", slow, {}, {.more_time = 5s});
  EXPECT_EQ(pool.Wait("slow").ending, Ending::kTimedOut);
  EXPECT_TRUE(pool.Wait("known").complete());
}

TEST(ChildPoolTest, RunsAsManyAtATimeAsItWasToldTo) {
  // Each child is alive until both have said so: with one at a time, the first would wait for ever.
  int meeting[2];
  ASSERT_EQ(pipe(meeting), 0);
  const auto body = [&](Channel&) {
    if (write(meeting[1], "x", 1) != 1) _exit(1);
    for (int present = 0; present < 2; usleep(1000)) ioctl(meeting[0], FIONREAD, &present);
  };
  ChildPool pool(2, {.time = 10s});
  pool.Queue("one", body);
  pool.Queue("two", body);
  EXPECT_TRUE(pool.Wait("one").complete());
  EXPECT_TRUE(pool.Wait("two").complete());
  close(meeting[0]);
  close(meeting[1]);
}

TEST(ChildPoolTest, RunsOthersWhileOneOnlyWaits) {
  // The first waits for what the second says: with one at a time, it would wait for ever.
  for (const auto company : {ChildPool::Company::kWelcome, ChildPool::Company::kNone}) {
    int line[2];
    ASSERT_EQ(pipe(line), 0);
    ChildPool pool(1, {.time = 10s});
    pool.Queue("waits", [&](Channel& channel) {
      char byte = 0;
      if (read(line[0], &byte, 1) == 1) channel.Observe(Note{"heard"});
    });
    pool.Queue("says",
               [&](Channel&) {
                 if (write(line[1], "x", 1) != 1) _exit(1);
               },
               {}, {.company = company});
    EXPECT_EQ(Told(pool.Wait("waits")), "heard");
    EXPECT_TRUE(pool.Wait("says").complete());
    close(line[0]);
    close(line[1]);
  }
}

TEST(ChildPoolTest, KeepsGoingAfterChildrenThatCrashAndHang) {
  ChildPool pool(2, {.time = 300ms});
  pool.Queue("crash", [](Channel&) { raise(SIGKILL); });
  pool.Queue("hang", [](Channel&) {
    for (;;) pause();
  });
  pool.Queue("well", Tell("well"));
  EXPECT_EQ(Told(pool.Wait("well")), "well");
  EXPECT_EQ(pool.Wait("hang").ending, Ending::kTimedOut);
  EXPECT_EQ(pool.Wait("crash").ending, Ending::kSignalled);
}

TEST(ChildPoolTest, GivesEachKeyItsOwnTime) {
  ChildPool pool(1, {.time = 60s});
  pool.LimitTime([](const std::string& key) { return key == "short" ? 100ms : 60s; });
  pool.Queue("short", [](Channel&) {
    for (;;) pause();
  });
  pool.Queue("long", Tell("well"));
  EXPECT_EQ(Told(pool.Wait("long")), "well");
  EXPECT_EQ(pool.Wait("short").ending, Ending::kTimedOut);
}

TEST(ChildPoolTest, LetsTheRecordOfOneDecideWhatElseRuns) {
  ChildPool pool(1, {});
  std::vector<std::string> called;
  pool.Queue("first", Tell(1), [&](const Record& record) {
    called.push_back("first " + Told(record).dump());
    pool.Queue("second", Tell(2), [&](const Record&) {
      called.emplace_back("second");
      pool.Queue("third", Tell(3));
    });
  });
  EXPECT_EQ(Told(pool.Wait("third")), 3);
  EXPECT_EQ(called, (std::vector<std::string>{"first 1", "second"}));
  EXPECT_EQ(Told(pool.Wait("second")), 2);
}

TEST(ChildPoolTest, RunsAKeyOnce) {
  ChildPool pool(1, {});
  pool.Queue("key", [](Channel& channel) { channel.Observe(Note{getpid()}); });
  const auto first = Told(pool.Wait("key"));
  EXPECT_EQ(Told(pool.Wait("key")), first);
  EXPECT_EQ(pool.totals().children, 1);
}

TEST(ChildPoolTest, ThrowsWhenNobodyQueuedTheKey) {
  ChildPool pool(1, {});
  EXPECT_THROW(pool.Wait("key"), HarnessError);
  pool.Queue("another", Tell(1));
  EXPECT_THROW(pool.Wait("key"), HarnessError);
  EXPECT_EQ(Told(pool.Wait("another")), 1) << "what was run on the way is kept";
}

TEST(ChildPoolTest, ForgetsWhatHasFinished) {
  ChildPool pool(1, {});
  pool.Queue("key", Tell(1));
  pool.Wait("key");
  pool.Clear();
  EXPECT_THROW(pool.Wait("key"), HarnessError);
}

TEST(ChildPoolTest, TellsHowFarItIs) {
  std::vector<std::pair<int, int>> told;
  ChildPool pool(1, {});
  pool.OnProgress([&](int done, int queued) { told.emplace_back(done, queued); });
  pool.Queue("one", Tell(1));
  pool.Queue("two", Tell(2));
  pool.Wait("two");
  EXPECT_EQ(told, (std::vector<std::pair<int, int>>{{1, 2}, {2, 2}}));
}

TEST(ChildPoolTest, LeavesNoZombieAndNoDescriptor) {
  const int before = OpenDescriptors();
  {
    ChildPool pool(3, {.time = 200ms});
    for (int i = 0; i < 6; ++i) pool.Queue(std::to_string(i), Tell(i));
    pool.Queue("crash", [](Channel&) { raise(SIGKILL); });
    pool.Queue("hang", [](Channel&) {
      for (;;) pause();
    });
    pool.Wait("hang");
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  }
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(OpenDescriptors(), before);
}

TEST(ChildPoolTest, KillsWhatStillRunsWhenItGoes) {
  {
    ChildPool pool(2, {});
    pool.Queue("hang", [](Channel&) {
      for (;;) pause();
    });
    pool.Queue("well", Tell(1));
    pool.Wait("well");
  }
  EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1);
}

TEST(ChildPoolTest, RemovesItsScratchFolder) {
  std::filesystem::path scratch;
  {
    ChildPool pool(1, {});
    pool.Queue("key", [](Channel& channel) {
      channel.Observe(Note{std::filesystem::current_path().string()});
    });
    scratch = std::filesystem::path(Told(pool.Wait("key")).get<std::string>()).parent_path();
    EXPECT_TRUE(std::filesystem::exists(scratch));
  }
  EXPECT_FALSE(std::filesystem::exists(scratch));
}

// A key in a vector moves when the vector grows.
TEST(ChildPoolTest, WaitsForAKeyThatMovesMeanwhile) {
  ChildPool pool(1, {});
  std::vector<std::string> keys = {"the first key, too long to lie in the string itself"};
  keys.shrink_to_fit();
  pool.Queue(
      keys.front(), [](Channel&) {},
      [&](const Record&) {
        for (int i = 0; i < 100; ++i)
          keys.emplace_back("another key, of the same length as the first one");
      });
  EXPECT_TRUE(pool.Wait(keys.front()).complete());
}

TEST(ChildPoolTest, CallsBackForNothingThatWasCleared) {
  ChildPool pool(1, {});
  int called = 0;
  for (const char* key : {"a", "b", "c"})
    pool.Queue(
        key, [](Channel&) {}, [&](const Record&) { ++called; });
  pool.Wait("a");
  pool.Clear();
  EXPECT_EQ(pool.Find("a"), nullptr);
  pool.Queue("d", [](Channel&) {});
  pool.Wait("d");
  EXPECT_EQ(called, 1);
}

}  // namespace
}  // namespace isograde
