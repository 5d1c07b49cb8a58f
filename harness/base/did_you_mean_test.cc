#include "base/did_you_mean.h"

#include <gtest/gtest.h>

namespace isograde {
namespace {

TEST(EditDistanceTest, CountsMistakes) {
  EXPECT_EQ(EditDistance("grade", "grade"), 0);
  EXPECT_EQ(EditDistance("grade", "GRADE"), 0);
  EXPECT_EQ(EditDistance("grade", "grad"), 1);
  EXPECT_EQ(EditDistance("grade", "graade"), 1);
  EXPECT_EQ(EditDistance("grade", "grqde"), 1);
  EXPECT_EQ(EditDistance("grade", "garde"), 1) << "swapped";
  EXPECT_EQ(EditDistance("", "abc"), 3);
  EXPECT_EQ(EditDistance("abc", ""), 3);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3);
}

TEST(DidYouMeanTest, NamesTheNearest) {
  EXPECT_EQ(DidYouMean("garde", {"gate", "grade", "bench"}), "; did you mean grade?");
  EXPECT_EQ(DidYouMean("--fastt", {"--format", "--fast"}), "; did you mean --fast?");
  EXPECT_EQ(DidYouMean("ab", {"ac", "abx"}), "; did you mean ac?") << "the first of the nearest";
}

TEST(DidYouMeanTest, IsSilentWhereNothingIsLikeIt) {
  EXPECT_EQ(DidYouMean("xyzzy", {"grade", "gate"}), "");
  EXPECT_EQ(DidYouMean("no-such-thing", {"grade"}), "");
  EXPECT_EQ(DidYouMean("grade", {}), "");
}

}  // namespace
}  // namespace isograde
