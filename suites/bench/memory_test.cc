#include "suites/bench/memory.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "base/sanitizer.h"
#include "testing/in_child.h"

namespace isograde {
namespace {

constexpr std::size_t kShared = 64U << 20;
constexpr std::size_t kOfCopy = 8U << 20;

// A process's copy has half of each page that both have: with the first one left out, the sum over
// a copy and the copy's copy would grow from 1/2 to 2/3 of what all three share.
// What the copy writes to is its own. Other processes that map the same files come and go
// meanwhile, and take some pages' shares with them: hence the half.
TEST(BenchMemoryTest, GrowsByWhatACopyWritesToAndNotByWhatItShares) {
  if (kThreadSanitizer) GTEST_SKIP() << "ThreadSanitizer writes to four times as much of its own";
  std::vector<char> shared(kShared, 1);
  // Confined, it could not look at what its parent has.
  const Limits limits{.confining = Confining::kOff};
  const auto measure = [&]() -> nlohmann::json {
    MemoryOfFamily();
    const MemoryInUse before = MemoryOfFamily();
    int written[2];
    if (pipe(written) != 0) return nullptr;
    const pid_t copy = fork();
    if (copy == 0) {
      std::fill_n(shared.begin(), kOfCopy, char{2});
      close(written[1]);
      for (;;) pause();
    }
    close(written[1]);
    char none = 0;
    const bool ended = read(written[0], &none, 1) == 0;
    const MemoryInUse after = MemoryOfFamily();
    kill(copy, SIGKILL);
    waitpid(copy, nullptr, 0);
    return ended ? nlohmann::json(after.pss - before.pss) : nlohmann::json();
  };
  const Record record =
      RunInChild([&](Channel& channel) { channel.Observe(Note{measure()}); }, limits);
  ASSERT_TRUE(record.complete());
  const nlohmann::json grown = record.First<Note>()->value;
  ASSERT_TRUE(grown.is_number());
  EXPECT_GT(grown.get<double>(), kOfCopy / 2.0);
  EXPECT_LT(grown.get<double>(), kOfCopy + kShared / 16.0);
}

}  // namespace
}  // namespace isograde
