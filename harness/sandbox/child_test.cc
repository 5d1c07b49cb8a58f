#include "sandbox/child.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <new>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/error.h"
#include "sandbox/child_pool.h"
#include "sandbox/confinement.h"
#include "testing/in_child.h"
#include "testing/mentions.h"
#include "testing/stages.h"

namespace isograde {
namespace {

using namespace std::chrono_literals;

constexpr Limits kShort{.time = 200ms};

void Write(const std::string& text) {
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t size = write(STDOUT_FILENO, text.data() + sent, text.size() - sent);
    if (size < 0) return;
    sent += static_cast<std::size_t>(size);
  }
}

// The crash is what is asked for, not what UndefinedBehaviorSanitizer says of it beforehand.
[[gnu::no_sanitize("undefined")]] void StoreToNowhere() {
  volatile int* const nowhere = nullptr;
  *nowhere = 1;
}

TEST(SandboxTest, BringsObservationsBackInOrder) {
  const Record record = RunInChild([](Channel& channel) {
    channel.Begin(stages::kImport, 1, "first");
    channel.Observe(Note{"one"});
    channel.Begin(test_stages::kWalk, 2);
    channel.Observe(Note{2});
  });

  EXPECT_TRUE(record.complete());
  EXPECT_EQ(record.ending, Ending::kComplete);
  EXPECT_EQ(record.exit_code, 0);
  ASSERT_EQ(record.All<Note>().size(), 2U);
  EXPECT_EQ(record.All<Note>()[0].value, "one");
  EXPECT_EQ(record.All<Note>()[1].value, 2);
  ASSERT_EQ(record.stages.size(), 2U);
  EXPECT_TRUE(record.stages[0].Is(stages::kImport));
  EXPECT_EQ(record.stages[0].detail, "first");
  EXPECT_EQ(record.last().interpreter, 2);
  EXPECT_EQ(record.processes_left, 0);
}

TEST(SandboxTest, BringsAnObservationBackThatIsLargerThanThePipe) {
  const std::string large(5U << 20, 'x');
  const Record record = RunInChild([&](Channel& channel) { channel.Observe(Note{large}); });
  ASSERT_TRUE(record.complete()) << DescribeEnding(record);
  EXPECT_EQ(record.First<Note>()->value, large);
}

TEST(SandboxTest, ReportsTheExitCodeOfAChildThatLeaves) {
  for (const int code : {0, 1, 42}) {
    const Record record = RunInChild([code](Channel& channel) {
      channel.Begin(stages::kImport, 1);
      _exit(code);
    });
    EXPECT_EQ(record.ending, Ending::kExited);
    EXPECT_EQ(record.exit_code, code);
    EXPECT_FALSE(record.complete());
    EXPECT_TRUE(record.last().Is(stages::kImport));
  }
}

TEST(SandboxTest, ReportsTheSignalOfACrashedChild) {
  for (const int signal : {SIGSEGV, SIGABRT, SIGKILL, SIGTERM, SIGPIPE}) {
    const Record record = RunInChild([signal](Channel& channel) {
      channel.Observe(Note{"before"});
      std::signal(signal, SIG_DFL);
      raise(signal);
    });
    EXPECT_EQ(record.ending, Ending::kSignalled);
    EXPECT_EQ(record.signal, signal);
    EXPECT_EQ(record.All<Note>().size(), 1U) << "what came before the crash is kept";
  }
}

TEST(SandboxTest, ReportsACrashByANullPointer) {
  const Record record = RunInChild([](Channel&) { StoreToNowhere(); });
  EXPECT_EQ(record.ending, Ending::kSignalled);
  EXPECT_EQ(record.signal, SIGSEGV);
}

TEST(SandboxTest, KillsWhatHangs) {
  const auto start = std::chrono::steady_clock::now();
  const Record record = RunInChild(
      [](Channel& channel) {
        channel.Begin(test_stages::kUse, 1);
        for (;;) pause();
      },
      kShort);
  EXPECT_EQ(record.ending, Ending::kTimedOut);
  EXPECT_DOUBLE_EQ(record.limit_s, 0.2);
  EXPECT_GE(record.wall_s, 0.2);
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  EXPECT_TRUE(record.last().Is(test_stages::kUse));
}

TEST(SandboxTest, DoesNotTakeWhatGetsOnForHung) {
  const Record record = RunInChild(
      [](Channel& channel) {
        for (int interpreter = 1; interpreter <= 8; ++interpreter) {
          channel.Begin(test_stages::kCycle, interpreter);
          std::this_thread::sleep_for(100ms);
        }
      },
      {.time = 600ms});
  EXPECT_EQ(record.ending, Ending::kComplete) << DescribeEnding(record);
  EXPECT_GE(record.wall_s, 0.8);
}

TEST(SandboxTest, KillsWhatGetsOnForTooLong) {
  const Record record = RunInChild(
      [](Channel& channel) {
        for (int interpreter = 1;; ++interpreter) {
          channel.Begin(test_stages::kCycle, interpreter);
          std::this_thread::sleep_for(10ms);
        }
      },
      {.time = 1s, .in_all = 1100ms});
  EXPECT_EQ(record.ending, Ending::kTooLong);
  EXPECT_DOUBLE_EQ(record.limit_s, 1.1);
  EXPECT_TRUE(record.last().Is(test_stages::kCycle));
}

TEST(SandboxTest, KillsWhatHangsWithEverySignalIgnored) {
  const Record record = RunInChild(
      [](Channel&) {
        for (int signal = 1; signal < 32; ++signal) std::signal(signal, SIG_IGN);
        for (;;) pause();
      },
      kShort);
  EXPECT_EQ(record.ending, Ending::kTimedOut);
}

TEST(SandboxTest, KillsWhatHangsInStop) {
  const Record record = RunInChild([](Channel&) { raise(SIGSTOP); }, kShort);
  EXPECT_EQ(record.ending, Ending::kTimedOut);
}

TEST(SandboxTest, KillsWhatWritesTooMuch) {
  const Limits limits{.time = 20s, .output_bytes = 100'000};
  const Record record = RunInChild(
      [](Channel&) {
        for (;;) Write(std::string(4096, 'x'));
      },
      limits);
  EXPECT_EQ(record.ending, Ending::kTooMuch);
  EXPECT_GT(record.output_bytes, limits.output_bytes);
  EXPECT_LT(record.output.size(), limits.output_bytes) << "only the beginning is kept";
}

TEST(SandboxTest, CapturesOutputOfBothStreams) {
  const Record record = RunInChild([](Channel&) {
    Write("to stdout\n");
    if (write(STDERR_FILENO, "to stderr\n", 10) != 10) _exit(1);
  });
  EXPECT_TRUE(record.complete());
  EXPECT_EQ(record.output, "to stdout\nto stderr\n");
  EXPECT_EQ(record.output_bytes, 20U);
}

TEST(SandboxTest, CapturesOutputThatIsWrittenRightBeforeACrash) {
  const Record record = RunInChild([](Channel&) {
    Write("Fatal Python error");
    std::abort();
  });
  EXPECT_EQ(record.ending, Ending::kSignalled);
  EXPECT_EQ(record.output, "Fatal Python error");
}

TEST(SandboxTest, TellsThatTheBodyClosedItsChannel) {
  const Record record = RunInChild([](Channel& channel) {
    channel.Begin(stages::kImport, 1);
    for (int descriptor = 0; descriptor < 1024; ++descriptor) close(descriptor);
    channel.Observe(Note{"lost"});
  });
  EXPECT_EQ(record.ending, Ending::kChannelLost);
  EXPECT_TRUE(record.last().Is(stages::kImport));
  EXPECT_TRUE(record.All<Note>().empty());
}

TEST(SandboxTest, TakesAnExceptionOfTheBodyForAnErrorOfTheHarness) {
  const Record record = RunInChild([](Channel& channel) {
    channel.Observe(Note{"before"});
    throw HarnessError("no such thing");
  });
  EXPECT_EQ(record.harness_error, "no such thing");
  EXPECT_FALSE(record.complete());
  EXPECT_EQ(record.All<Note>().size(), 1U);
}

TEST(SandboxTest, TakesGarbageOnTheChannelForTheModulesDoing) {
  const Record record = RunInChild([](Channel& channel) {
    channel.Observe(Note{"before"});
    // Where the channel lies is not known to a module that writes to any descriptor it finds; nor
    // to this one.
    for (int descriptor = 3; descriptor < 1024; ++descriptor) {
      if (write(descriptor, "\xff\xff\xff\xffgarbage", 11) < 0) continue;
    }
    channel.Observe(Note{"after"});
  });
  EXPECT_EQ(record.ending, Ending::kChannelSpoiled) << DescribeEnding(record);
  EXPECT_EQ(record.harness_error, "");
  EXPECT_EQ(record.All<Note>().size(), 1U);
}

nlohmann::json Nested(int depth) {
  nlohmann::json json = nlohmann::json::array();
  for (int i = 1; i < depth; ++i) json = nlohmann::json::array({std::move(json)});
  return json;
}

TEST(SandboxTest, TakesAFrameThatIsNoneOfItsOwnForTheModulesDoing) {
  const std::vector<std::vector<nlohmann::json>> all = {
      {{{"harness_error", nlohmann::json::array()}}},
      {{{"observation", "what nobody knows"}, {"data", 1}}},
      {{{"observation", "note"}}},
      {{{"observation", "recipe-fault"}, {"data", {1, 2}}}},
      {{{"observation", "note"}, {"data", Nested(1000)}}},
      {{{"something", "else"}}}};
  for (const std::vector<nlohmann::json>& frames : all) {
    const Record record = RunInChild([&](Channel& channel) {
      for (const nlohmann::json& frame : frames) channel.Send(frame);
    });
    EXPECT_EQ(record.ending, Ending::kChannelSpoiled) << frames.back().dump().substr(0, 100);
    EXPECT_EQ(record.harness_error, "");
  }
}

TEST(SandboxTest, TakesWantOfMemoryForTheModulesDoing) {
  const Record record = RunInChild([](Channel&) { throw std::bad_alloc(); });
  EXPECT_EQ(record.ending, Ending::kOutOfMemory);
  EXPECT_EQ(record.harness_error, "");
}

TEST(SandboxTest, ShowsAChildNothingOfItsNeighbours) {
  ChildPool pool(2, {});
  const auto boards = [](Channel& channel) {
    std::set<std::string> inodes;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
      std::istringstream words(line);
      std::string range, rights, offset, device, inode;
      words >> range >> rights >> offset >> device >> inode;
      if (line.find("memfd:isograde-stages") != std::string::npos) inodes.insert(inode);
    }
    channel.Observe(Note{inodes.size()});
    usleep(100'000);  // until the other is there
  };
  for (const char* const key : {"one", "other"}) pool.Queue(key, boards);
  for (const char* const key : {"one", "other"})
    EXPECT_EQ(pool.Wait(key).First<Note>()->value, 1) << key;
}

TEST(SandboxTest, StopsAChildThatStartsTooManyProcesses) {
  Limits limits;
  limits.processes = 8;
  const Record record = RunInChild(
      [](Channel&) {
        for (int i = 0; i < 200; ++i) {
          if (fork() == 0) {
            for (;;) pause();
          }
          usleep(2'000);
        }
      },
      limits);
  EXPECT_EQ(record.ending, Ending::kTooMany);
  EXPECT_EQ(CountChildren(), 0);
}

TEST(SandboxTest, RemembersNothingFromOneChildToTheNext) {
  static int counter = 0;
  const auto body = [](Channel& channel) { channel.Observe(Note{++counter}); };
  EXPECT_EQ(RunInChild(body).First<Note>()->value, 1);
  EXPECT_EQ(RunInChild(body).First<Note>()->value, 1);
  EXPECT_EQ(counter, 0);
}

TEST(SandboxTest, CountsTheProcessorTimeOfTheChild) {
  const Record record = RunInChild([](Channel&) {
    const auto end = std::chrono::steady_clock::now() + 60ms;
    volatile unsigned long work = 0;
    while (std::chrono::steady_clock::now() < end) work = work + 1;
  });
  EXPECT_GT(record.cpu_s, 0.01);
  EXPECT_GE(record.wall_s, 0.06);
}

}  // namespace
}  // namespace isograde
