#include "report/generated.h"

#include <gtest/gtest.h>

#include "checklist/making.h"

namespace isograde {
namespace {

Cause Variable(const char* what, const char* generator, Severity severity) {
  return {.severity = severity, .what = what, .checks = {what}, .generator = generator};
}

TEST(GeneratedTest, FoldsWhatAGeneratorMadeIntoOne) {
  const std::vector<Cause> folded =
      FoldGenerated({Variable("`__pyx_m`", "Cython", Severity::kContaminates),
                     Variable("`cache`", "", Severity::kContaminates),
                     Variable("`__pyx_d`", "Cython", Severity::kHygiene)});
  ASSERT_EQ(folded.size(), 2U);
  EXPECT_EQ(folded[0].what,
            "2 variables of Cython's own (interned names, constants, types, its module state), "
            "among them `__pyx_m`");
  EXPECT_EQ(folded[0].severity, Severity::kContaminates);
  EXPECT_EQ(folded[0].checks, (std::vector<std::string>{"`__pyx_m`", "`__pyx_d`"}));
  EXPECT_EQ(folded[1].what, "`cache`");
}

TEST(GeneratedTest, LeavesASingleOneAsItIs) {
  const std::vector<Cause> folded =
      FoldGenerated({Variable("`__pyx_m`", "Cython", Severity::kContaminates)});
  ASSERT_EQ(folded.size(), 1U);
  EXPECT_EQ(folded[0].what, "`__pyx_m`");
}

TEST(GeneratedTest, IsNoAuthorsVariable) {
  const Making cython{.is_known = true, .generator = {"Cython", "3.1.4"}};
  EXPECT_EQ(GeneratorsOwn({.text = "", .variable = "__pyx_m"}, cython), "Cython");
  EXPECT_EQ(GeneratorsOwn({.text = "", .variable = "cache"}, cython), "");
  EXPECT_EQ(GeneratorsOwn({.text = "", .variable = "__pyx_m"}, {}), "") << "nobody wrote it so";
}

}  // namespace
}  // namespace isograde
