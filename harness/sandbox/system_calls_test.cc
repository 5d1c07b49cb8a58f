#include "sandbox/system_calls.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "sandbox/child_pool.h"
#include "sandbox/held.h"
#include "testing/in_child.h"
#include "testing/stages.h"

namespace isograde {
namespace {

Held HeldHere() {
  ChildPool pool(1, {});
  return pool.held();
}

// 0, or errno.
template <typename Call>
int ErrorOf(Call&& call) {
  errno = 0;
  return call() < 0 ? errno : 0;
}

bool Opens(int family, int type) {
  const int opened = socket(family, type, 0);
  if (opened >= 0) close(opened);
  return opened >= 0;
}

std::vector<std::string> Tried(const Record& record) {
  std::vector<std::string> tried;
  for (const Attempt& attempt : record.attempts) tried.push_back(attempt.what);
  return tried;
}

TEST(SystemCallsTest, LetsFailAndTellsWhatIsDenied) {
  const Held held = HeldHere();
  if (!held.system_calls) GTEST_SKIP() << "there is no filter here";
  const Record record = RunInChild([](Channel& channel) {
    channel.Begin(stages::kImport, 0);
    channel.Observe(
        Note{{Opens(AF_INET, SOCK_DGRAM), Opens(AF_UNIX, SOCK_STREAM), Opens(AF_INET, SOCK_STREAM),
              ErrorOf([] { return setpriority(PRIO_PROCESS, 1, 0); })}});
  });
  ASSERT_TRUE(record.complete()) << DescribeEnding(record);
  EXPECT_EQ(record.First<Note>()->value, nlohmann::json({false, false, true, EPERM}));
  if (!held.attempts) return;
  EXPECT_EQ(Tried(record),
            (std::vector<std::string>{"open a socket of UDP", "open a socket of this machine",
                                      "slow down another process"}));
  EXPECT_TRUE(record.attempts.front().during.Is(stages::kImport));
}

TEST(SystemCallsTest, KeepsTheModesOfFilesWhereItIsToDoSo) {
  if (!HeldHere().system_calls) GTEST_SKIP() << "there is no filter here";
  const Record record = RunInChild([](Channel& channel) {
    std::ofstream("own") << "text";
    const SystemCallFilter filter = FilterSystemCalls(true);
    const timespec times[2] = {};
    channel.Observe(Note{{filter.holds, ErrorOf([] { return chmod("own", 0600); }),
                          ErrorOf([] { return fchmod(STDIN_FILENO, 01750); }),
                          ErrorOf([] { return chown("own", 1000, 1000); }),
                          ErrorOf([] { return fchown(STDIN_FILENO, 1000, 1000); }),
                          ErrorOf([&] { return utimensat(AT_FDCWD, "own", times, 0); }),
                          ErrorOf([] { return rename("own", "another"); })}});
  });
  ASSERT_TRUE(record.complete()) << DescribeEnding(record);
  EXPECT_EQ(record.First<Note>()->value,
            nlohmann::json({true, EPERM, EPERM, EPERM, EPERM, EPERM, 0}));
}

// A handler of SIGSYS would not be run in it: the kernel ends a process that blocks what a filter
// sends.
TEST(SystemCallsTest, SparesAThreadThatBlocksSignals) {
  if (!HeldHere().system_calls) GTEST_SKIP() << "there is no filter here";
  const Record record = RunInChild([](Channel& channel) {
    bool opened = true;
    std::thread([&] {
      sigset_t all;
      sigfillset(&all);
      pthread_sigmask(SIG_BLOCK, &all, nullptr);
      opened = Opens(AF_INET, SOCK_DGRAM);
    }).join();
    channel.Observe(Note{opened});
  });
  ASSERT_TRUE(record.complete()) << DescribeEnding(record);
  EXPECT_EQ(record.First<Note>()->value, false);
}

TEST(SystemCallsTest, SparesAProgramThatIsExecuted) {
  if (!HeldHere().system_calls) GTEST_SKIP() << "there is no filter here";
  const auto status = AskInChild([]() -> nlohmann::json {
    return system("exec 3<>/dev/null; exit 7");  // NOLINT(cert-env33-c)
  });
  EXPECT_EQ(WEXITSTATUS(status.get<int>()), 7);
}

TEST(SystemCallsTest, LetsAProcessLimitItself) {
  const auto errors = AskInChild([]() -> nlohmann::json {
    rlimit limit{};
    return {ErrorOf([&] { return prlimit(0, RLIMIT_NOFILE, nullptr, &limit); }),
            ErrorOf([&] { return prlimit(getpid(), RLIMIT_NOFILE, &limit, nullptr); }),
            ErrorOf([] { return setpriority(PRIO_PROCESS, 0, 0); })};
  });
  EXPECT_EQ(errors, nlohmann::json({0, 0, 0}));
}

TEST(LandlockTest, KeepsWritingInTheScratchFolder) {
  if (!HeldHere().files) GTEST_SKIP() << "there is no Landlock here";
  const auto written = AskInChild([]() -> nlohmann::json {
    const auto writes = [](const std::string& path) {
      std::ofstream file(path);
      return static_cast<bool>(file << "text");
    };
    const std::string outside = "/tmp/isograde-landlock-test-" + std::to_string(getpid());
    return {writes(outside), writes("here"), writes("/dev/null"), writes("../beside")};
  });
  EXPECT_EQ(written, nlohmann::json({false, true, true, false}));
}

TEST(LandlockTest, KeepsSignalsInside) {
  if (!HeldHere().signals) GTEST_SKIP() << "there is no Landlock here, or an old one";
  const auto errors = AskInChild([]() -> nlohmann::json {
    return {ErrorOf([] { return kill(getppid(), 0); }), ErrorOf([] { return kill(getpid(), 0); })};
  });
  EXPECT_EQ(errors, nlohmann::json({EPERM, 0}));
}

TEST(HeldTest, SaysWhatIsOpen) {
  EXPECT_EQ(Open({}).size(), 4U);
  const Held whole{.files = true, .network = true, .signals = true, .system_calls = true};
  EXPECT_TRUE(whole.IsWhole());
  EXPECT_TRUE(Open(whole).empty());
}

TEST(HeldTest, IsNothingWhereNothingIsAskedFor) {
  ChildPool pool(1, {.confining = Confining::kOff});
  EXPECT_EQ(pool.held(), Held{});
  const auto writes = [](Channel& channel) {
    const std::string outside = "/tmp/isograde-held-test-" + std::to_string(getpid());
    const bool written = static_cast<bool>(std::ofstream(outside) << "text");
    unlink(outside.c_str());
    channel.Observe(Note{written});
  };
  pool.Queue("writes", writes);
  EXPECT_EQ(pool.Wait("writes").First<Note>()->value, true);
}

}  // namespace
}  // namespace isograde
