#include "sandbox/usage.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

namespace isograde {
namespace {

constexpr std::uint64_t kMebibyte = 1 << 20;
constexpr std::uint64_t kExactly = 0;

// What a child uses that does this and then waits.
Usage UsageOfOneThat(const std::function<void()>& does) {
  int ready[2];
  EXPECT_EQ(pipe(ready), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    does();
    _exit(write(ready[1], "x", 1) == 1 ? pause() : 1);
  }
  char byte = 0;
  EXPECT_EQ(read(ready[0], &byte, 1), 1);
  const Usage usage = UsageOf({pid}, kExactly);
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
  close(ready[0]);
  close(ready[1]);
  return usage;
}

void* Mapped(std::size_t bytes, int flags, int descriptor) {
  void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, flags, descriptor, 0);
  std::memset(memory, 1, bytes);
  return memory;
}

TEST(UsageTest, CountsPrivateSharedAndNamelessMemory) {
  const std::uint64_t before = UsageOfOneThat([] {}).memory_bytes;
  const auto more = [&](const std::function<void()>& does) {
    return UsageOfOneThat(does).memory_bytes - before;
  };
  EXPECT_GE(more([] { Mapped(32 * kMebibyte, MAP_PRIVATE | MAP_ANONYMOUS, -1); }), 31 * kMebibyte);
  EXPECT_GE(more([] { Mapped(32 * kMebibyte, MAP_SHARED | MAP_ANONYMOUS, -1); }), 31 * kMebibyte);
  const auto in_a_file = [](bool mapped) {
    const int file = memfd_create("some", 0);
    if (ftruncate(file, 32 * kMebibyte) != 0) _exit(1);
    void* const memory = Mapped(32 * kMebibyte, MAP_SHARED, file);
    if (!mapped) munmap(memory, 32 * kMebibyte);
  };
  EXPECT_GE(more([&] { in_a_file(false); }), 31 * kMebibyte);
  EXPECT_GE(more([&] { in_a_file(true); }), 31 * kMebibyte);
  EXPECT_LT(more([&] { in_a_file(true); }), 60 * kMebibyte) << "once, though mapped and open";
}

TEST(UsageTest, OfEachPageOnce) {
  void* const memory = Mapped(64 * kMebibyte, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  std::vector<pid_t> pids;
  for (int i = 0; i < 4; ++i) {
    pids.push_back(fork());
    if (pids.back() == 0) _exit(write(ready[1], "x", 1) == 1 ? pause() : 1);
    char byte = 0;
    EXPECT_EQ(read(ready[0], &byte, 1), 1);
  }
  EXPECT_LT(UsageOf(pids, kExactly).memory_bytes, 64 * kMebibyte + 4 * 32 * kMebibyte);
  EXPECT_GT(UsageOf(pids, ~0ULL).memory_bytes, 4 * 60 * kMebibyte) << "roughly: no less than it is";
  for (const pid_t pid : pids) {
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
  }
  munmap(memory, 64 * kMebibyte);
  close(ready[0]);
  close(ready[1]);
}

TEST(UsageTest, CountsThreads) {
  const Usage usage = UsageOfOneThat([] {
    for (int i = 0; i < 5; ++i) std::thread([] { pause(); }).detach();
  });
  EXPECT_EQ(usage.threads, 6);
}

TEST(UsageTest, CountsWhatAFolderHolds) {
  char path[] = "/tmp/isograde-usage-XXXXXX";
  ASSERT_NE(mkdtemp(path), nullptr);
  const std::string folder = path;
  std::filesystem::create_directories(folder + "/a/b");
  std::ofstream(folder + "/a/b/file") << std::string(100'000, 'x');
  std::filesystem::create_directory_symlink("/", folder + "/link");
  const FolderUsage usage = UsageOf(folder, 1000);
  EXPECT_EQ(usage.files, 4);
  EXPECT_GE(usage.bytes, 100'000U);
  EXPECT_LT(usage.bytes, 200'000U);
  EXPECT_EQ(UsageOf(folder, 2).files, 3);
  EXPECT_EQ(UsageOf(folder + "/absent", 1000).files, 0);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace isograde
