#include "suites/bench/memory.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "testing/in_child.h"

namespace isograde {
namespace {

constexpr std::size_t kShared = 64U << 20;

// A process's copy has half of each page that both have: with the first one left out, the sum over
// a copy and the copy's copy would grow from 1/2 to 2/3 of what all three share.
TEST(BenchMemoryTest, DoesNotGrowByWhatACopyShares) {
  const std::vector<char> shared(kShared, 1);
  const auto grown = AskInChild([]() -> nlohmann::json {
    MemoryOfFamily();
    const MemoryInUse before = MemoryOfFamily();
    const pid_t copy = fork();
    if (copy == 0) {
      for (;;) pause();
    }
    const MemoryInUse after = MemoryOfFamily();
    kill(copy, SIGKILL);
    waitpid(copy, nullptr, 0);
    return after.pss - before.pss;
  });
  EXPECT_LT(grown.get<double>(), kShared / 16.0);
  EXPECT_GT(grown.get<double>(), 0) << "what the copy wrote to is its own";
}

}  // namespace
}  // namespace isograde
