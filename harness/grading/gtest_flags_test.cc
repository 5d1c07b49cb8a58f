#include "grading/gtest_flags.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace isograde
