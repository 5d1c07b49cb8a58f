#include "base/visible.h"

#include <gtest/gtest.h>

namespace isograde {
namespace {

TEST(VisibleTest, WritesOutWhatATerminalWouldActUpon) {
  EXPECT_EQ(Visible("plain, \xc3\xa9 and \xe4\xb8\xad"), "plain, \xc3\xa9 and \xe4\xb8\xad");
  EXPECT_EQ(Visible("a\x1b[2Jb\x7f\r\a"), "a\\x1b[2Jb\\x7f\\x0d\\x07");
  EXPECT_EQ(Visible("\xc2\x9b"
                    "2J"),
            "\\x9b2J");
  EXPECT_EQ(Visible("\xe2\x80\xaetxt.exe\xe2\x81\xa6"), "\\u202etxt.exe\\u2066");
  EXPECT_EQ(Visible("\xd8\x9c\xe2\x80\xa8"), "\\u061c\\u2028");
}

TEST(VisibleTest, LeavesLinesAndTabsUnlessOneLineIsWanted) {
  EXPECT_EQ(Visible("a\n\tb"), "a\n\tb");
  EXPECT_EQ(VisibleLine("a\n\tb"), "a\\n\\tb");
}

TEST(VisibleTest, LeavesWhatIsNoUtf8ToOthers) {
  EXPECT_EQ(Visible("\xff\xe2"), "\xff\xe2");
  EXPECT_EQ(Visible("\xe2\x80"), "\xe2\x80");
}

TEST(VisibleTest, TakesAllStringsOfJson) {
  nlohmann::json json = {{"a", {"\x1b", 1, {{"b", "\x02"}}}}};
  MakeVisible(json);
  EXPECT_EQ(json, nlohmann::json({{"a", {"\\x1b", 1, {{"b", "\\x02"}}}}}));
}

TEST(VisibleTest, MakesNoLineACommand) {
  EXPECT_EQ(WithoutCommands("a ::error:: b\n  ::error::x\n::set-env\n"),
            "a ::error:: b\n  \\x3a:error::x\n\\x3a:set-env\n");
  EXPECT_EQ(WithoutCommands("x ##[error]y\n##[group]"), "x \\x23#[error]y\n\\x23#[group]");
  EXPECT_EQ(WithoutCommands(""), "");
}

}  // namespace
}  // namespace isograde
