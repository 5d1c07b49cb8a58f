#include "grading/gtest_flags.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.h"

namespace isograde {
namespace {

TEST(FilterForGoogleTestTest, TakesADashInsideOfANameForAnyCharacter) {
  EXPECT_EQ(FilterForGoogleTest("identity.types-stay-home/_csv/legacy"),
            "identity.types?stay?home/_csv/legacy");
}

TEST(FilterForGoogleTestTest, KeepsTheDashThatLeavesOut) {
  EXPECT_EQ(FilterForGoogleTest("-identity.*"), "-identity.*");
  EXPECT_EQ(FilterForGoogleTest("*-identity.*"), "*-identity.*");
  EXPECT_EQ(FilterForGoogleTest("a.*-b.c-d/*"), "a.*-b.c?d/*");
  EXPECT_EQ(FilterForGoogleTest("*/legacy:-identity.*"), "*/legacy:-identity.*");
}

TEST(FilterForGoogleTestTest, KeepsWhatHasNoDash) {
  for (const char* filter : {"", "*", "identity.*", "-", "a-", "-a"})
    EXPECT_EQ(FilterForGoogleTest(filter), filter);
}

// GoogleTest would end the process with 1, which says something of a module.
TEST(GoogleTestFlagsTest, RefusesShardsThatAreNone) {
  const auto refuses = [](const char* total, const char* index) {
    setenv("GTEST_TOTAL_SHARDS", total, 1);
    if (index) setenv("GTEST_SHARD_INDEX", index, 1);
    bool refused = false;
    try {
      PassFlagsToGoogleTest({});
    } catch (const UsageError&) {
      refused = true;
    }
    unsetenv("GTEST_TOTAL_SHARDS");
    unsetenv("GTEST_SHARD_INDEX");
    return refused;
  };
  EXPECT_TRUE(refuses("x", "0"));
  EXPECT_TRUE(refuses("2", "-1"));
  EXPECT_TRUE(refuses("2", nullptr));
  EXPECT_TRUE(refuses("2", "2"));
}

}  // namespace
}  // namespace isograde
