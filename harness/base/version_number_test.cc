#include "base/version_number.h"

#include <gtest/gtest.h>

namespace isograde {
namespace {

TEST(VersionNumberTest, ComparesNumberByNumber) {
  EXPECT_TRUE(IsOlderVersion("3.9", "3.12"));
  EXPECT_TRUE(IsOlderVersion("3", "3.1"));
  EXPECT_FALSE(IsOlderVersion("3.12", "3.12"));
  EXPECT_FALSE(IsOlderVersion("3.1.0b1", "3.1"));
  EXPECT_TRUE(IsOlderVersion("", "3"));
}

}  // namespace
}  // namespace isograde
