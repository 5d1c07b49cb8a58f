#include "report/wrapped.h"

#include <gtest/gtest.h>

#include "report/style.h"

namespace isograde {
namespace {

using Lines = std::vector<std::string>;

TEST(WrappedTest, BreaksBetweenWordsAndIndentsWhatFollows) {
  EXPECT_EQ(Wrapped("next  ", "one two three", {.width = 13, .indent = 6}),
            (Lines{"next  one two", "      three"}));
  EXPECT_EQ(Wrapped("", "one\n  two\tthree", {.width = 80}), Lines{"one two three"});
  EXPECT_EQ(Wrapped("label  ", "", {.width = 80}), Lines{"label"});
}

TEST(WrappedTest, BreaksNoWord) {
  EXPECT_EQ(Wrapped("", "a https://peps.python.org/ b", {.width = 10, .indent = 2}),
            (Lines{"a", "  https://peps.python.org/", "  b"}));
  EXPECT_EQ(Wrapped("a_long_name  F  ", "reason", {.width = 20, .indent = 4}),
            (Lines{"a_long_name  F", "    reason"}));
}

TEST(WrappedTest, SaysWhereMoreWasLeftOut) {
  EXPECT_EQ(Wrapped("", "one two three four five", {.width = 11, .indent = 2, .most_lines = 2}),
            (Lines{"one two", "  three ..."}));
  EXPECT_EQ(Wrapped("", "one two three", {.width = 11, .most_lines = 1}), Lines{"one two ..."});
}

TEST(WrappedTest, ShowsTheBeginningOfALongWordWhereNothingElseFits) {
  const Layout layout{.width = 16, .indent = 2, .most_lines = 1};
  EXPECT_EQ(Wrapped("label: ", "a_word_that_is_long and more", layout),
            (std::vector<std::string>{"label: a_wor ..."}));
}

TEST(WrappedTest, CountsCharactersAndNoColours) {
  EXPECT_EQ(Columns("\xC3\xA4\xC3\xB6"), 2U);
  EXPECT_EQ(Columns(Style(true).Grade("A")), 1U);
  EXPECT_EQ(Wrapped(Style(true).Grade("A") + "  ", "bc de", {.width = 8}).size(), 1U);
}

TEST(WrappedTest, ShowsNoControlCharacters) {
  EXPECT_EQ(Wrapped("", "a\x1b[2Jb", {.width = 80}), Lines{"a?[2Jb"});
}

}  // namespace
}  // namespace isograde
