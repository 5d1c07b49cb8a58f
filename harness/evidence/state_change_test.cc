#include "evidence/state_change.h"

#include <gtest/gtest.h>

namespace isograde {
namespace {

using Kind = StateChange::Kind;

StateChange Threads(const char* was, const char* is) {
  return {.item = "threads", .was = was, .is = is};
}

StateChange Descriptor(const char* item, const char* is) {
  return {.item = item, .kind = Kind::kNew, .is = is};
}

TEST(BeyondTest, TakesAwayWhatOthersChangeTheSameWay) {
  const StateChange umask{.item = "umask", .was = "022", .is = "077"};
  EXPECT_TRUE(Beyond({umask}, {umask}).empty());
  EXPECT_EQ(Beyond({}, {umask}).size(), 1U);
  EXPECT_EQ(Beyond({{.item = "umask", .was = "022", .is = "000"}}, {umask}).size(), 1U);
  EXPECT_EQ(
      Beyond({{.level = StateLevel::kRuntime, .item = "umask", .was = "022", .is = "077"}}, {umask})
          .size(),
      1U);
}

TEST(BeyondTest, LeavesTheThreadsThatAreMore) {
  EXPECT_TRUE(Beyond({Threads("1", "5")}, {Threads("1", "5")}).empty());
  const auto left = Beyond({Threads("1", "5")}, {Threads("1", "6")});
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(Text(left[0]), "process: threads was 5, is 6");
}

TEST(BeyondTest, KnowsADescriptorByWhatItRefersTo) {
  EXPECT_TRUE(
      Beyond({Descriptor("descriptor 7", "/lib/a.so")}, {Descriptor("descriptor 4", "/lib/a.so")})
          .empty());
  EXPECT_EQ(
      Beyond({Descriptor("descriptor 7", "/lib/a.so")},
             {Descriptor("descriptor 7", "/lib/a.so"), Descriptor("descriptor 8", "/lib/a.so")})
          .size(),
      1U)
      << "one of two";
}

}  // namespace
}  // namespace isograde
