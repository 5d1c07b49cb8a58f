#include "sandbox/confinement.h"

#include <Python.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <new>
#include <string>
#include <vector>

#include "base/sanitizer.h"
#include "interpreter/evaluate.h"
#include "sandbox/descriptor.h"
#include "testing/in_child.h"

namespace isograde {
namespace {

TEST(ConfinementTest, GivesAnEmptyStandardInput) {
  const auto answer = AskInChild([]() -> nlohmann::json {
    char byte = 0;
    return read(STDIN_FILENO, &byte, 1);
  });
  EXPECT_EQ(answer, 0);
}

TEST(ConfinementTest, GivesAScratchFolderThatGoesWithTheChild) {
  const std::string before = std::filesystem::current_path();
  const auto answer = AskInChild([]() -> nlohmann::json {
    std::ofstream("left behind") << "text";
    std::filesystem::create_directories("deep/er");
    return std::filesystem::current_path().string();
  });
  EXPECT_EQ(std::filesystem::current_path(), before);
  ASSERT_TRUE(answer.is_string());
  EXPECT_NE(answer, before);
  EXPECT_FALSE(std::filesystem::exists(answer.get<std::string>()));
}

TEST(ConfinementTest, GivesEachChildAnEmptyScratchFolder) {
  for (int i = 0; i < 2; ++i) {
    const auto answer = AskInChild([]() -> nlohmann::json {
      const bool empty = std::filesystem::is_empty(".");
      std::ofstream("left behind") << "text";
      return empty;
    });
    EXPECT_EQ(answer, true);
  }
}

TEST(ConfinementTest, LimitsMemoryOfCxx) {
  if (!kMemoryCanBeLimited) GTEST_SKIP() << "not in a process that has a sanitizer in it";
  const Record record = RunInChild(
      [](Channel& channel) {
        bool failed = false;
        try {
          static_cast<void>(std::vector<char>(400U << 20, 'x'));
        } catch (const std::bad_alloc&) {
          failed = true;
        }
        channel.Observe(Note{failed});
      },
      {.memory_bytes = 256U << 20});
  ASSERT_TRUE(record.complete()) << DescribeEnding(record);
  EXPECT_EQ(record.First<Note>()->value, true);
}

TEST(ConfinementTest, LimitsMemoryOfPython) {
  if (!kMemoryCanBeLimited) GTEST_SKIP() << "not in a process that has a sanitizer in it";
  const Record record = RunInChild(
      [](Channel& channel) {
        const Namespace names;
        channel.Observe(Note{names.Execute("large = bytearray(400 << 20)").type});
      },
      {.memory_bytes = 256U << 20});
  ASSERT_TRUE(record.complete()) << DescribeEnding(record);
  EXPECT_EQ(record.First<Note>()->value, "MemoryError");
}

TEST(ConfinementTest, LimitsTheSizeOfFiles) {
  const Record record = RunInChild(
      [](Channel& channel) {
        signal(SIGXFSZ, SIG_IGN);
        const Descriptor file(open("large", O_CREAT | O_WRONLY, 0600));
        const std::string block(1000, 'x');
        ssize_t written = 0;
        for (int i = 0; i < 10; ++i)
          written += std::max<ssize_t>(write(file.get(), block.data(), block.size()), 0);
        channel.Observe(Note{written});
      },
      {.file_bytes = 4096});
  ASSERT_TRUE(record.complete()) << DescribeEnding(record);
  EXPECT_EQ(record.First<Note>()->value, 4096);
}

TEST(ConfinementTest, WritesNoCoreFile) {
  const auto answer = AskInChild([]() -> nlohmann::json {
    rlimit limit{};
    getrlimit(RLIMIT_CORE, &limit);
    return limit.rlim_max;
  });
  EXPECT_EQ(answer, 0);
}

TEST(ConfinementTest, IsItsOwnProcessGroup) {
  const auto answer = AskInChild([]() -> nlohmann::json { return getpgrp() == getpid(); });
  EXPECT_EQ(answer, true);
}

TEST(ConfinementTest, BlocksNoSignal) {
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigprocmask(SIG_BLOCK, &blocked, &before);
  const auto answer = AskInChild([]() -> nlohmann::json {
    sigset_t mask;
    sigprocmask(SIG_BLOCK, nullptr, &mask);
    return sigismember(&mask, SIGUSR1);
  });
  sigprocmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(answer, 0);
}

TEST(ConfinementTest, LeavesDescriptorsOpenThatAreNotOurs) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Descriptor read_end(ends[0]), write_end(ends[1]);
  const auto answer =
      AskInChild([&]() -> nlohmann::json { return fcntl(read_end.get(), F_GETFD) >= 0; });
  EXPECT_EQ(answer, true);
}

TEST(ConfinementTest, ClosesFilesThatAreNotOurs) {
  const Descriptor inherited(open("/dev/null", O_RDONLY));
  const Descriptor own(open("/dev/null", O_RDONLY | O_CLOEXEC));
  const auto answer = AskInChild([&]() -> nlohmann::json {
    return {fcntl(inherited.get(), F_GETFD) >= 0, fcntl(own.get(), F_GETFD) >= 0};
  });
  EXPECT_EQ(answer, nlohmann::json({false, true}));
}

}  // namespace
}  // namespace isograde
