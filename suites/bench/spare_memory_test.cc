#include "suites/bench/spare_memory.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cmath>

#include "base/sanitizer.h"
#include "testing/in_child.h"
#include "testing/temporary_folder.h"

namespace isograde {
namespace {

TEST(BenchSpareMemoryTest, MindsCgroupsOfVersion2) {
  const TemporaryFolder root;
  root.Write("pod/memory.max", "1000\n");
  root.Write("pod/memory.current", "900\n");
  root.Write("pod/memory.stat", "anon 300\ninactive_file 200\n");
  root.Write("pod/run/memory.max", "max\n");
  root.Write("pod/run/memory.current", "100\n");
  EXPECT_EQ(CgroupMemoryLeft("0::/pod/run\n", root.path()), 300);
  EXPECT_TRUE(std::isinf(CgroupMemoryLeft("0::/other\n", root.path())));
  EXPECT_TRUE(std::isinf(CgroupMemoryLeft("", root.path())));
}

TEST(BenchSpareMemoryTest, MindsCgroupsOfVersion1) {
  const TemporaryFolder root;
  root.Write("memory/run/memory.limit_in_bytes", "5000\n");
  root.Write("memory/run/memory.usage_in_bytes", "1000\n");
  root.Write("memory/run/memory.stat", "inactive_file 7\ntotal_inactive_file 500\n");
  EXPECT_EQ(CgroupMemoryLeft("9:name=systemd:/\n4:cpu,memory:/run\n0::/\n", root.path()), 4500);
}

// In a container, the path may be the host's, and what can be seen is its own cgroup alone.
TEST(BenchSpareMemoryTest, MindsTheRootOfACgroupNamespace) {
  const TemporaryFolder root;
  root.Write("memory.max", "5000\n");
  root.Write("memory.current", "1000\n");
  EXPECT_EQ(CgroupMemoryLeft("0::/docker/0123\n", root.path()), 4000);
}

TEST(BenchSpareMemoryTest, MindsLimitsOfTheProcess) {
  if (!kMemoryCanBeLimited) GTEST_SKIP() << "not in a process that has a sanitizer in it";
  for (const auto resource : {RLIMIT_AS, RLIMIT_DATA}) {
    const auto spare = AskInChild([resource]() -> nlohmann::json {
      const double before = SpareMemory();
      const rlimit limit{100U << 20, 100U << 20};
      setrlimit(resource, &limit);
      return {before, SpareMemory()};
    });
    EXPECT_GT(spare[0], 100 << 20);
    EXPECT_LT(spare[1], 100 << 20);
  }
}

}  // namespace
}  // namespace isograde
