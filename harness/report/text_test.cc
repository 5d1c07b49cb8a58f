#include "report/text.h"

#include <gtest/gtest.h>

#include <string>

#include "base/version.h"
#include "report/report.h"
#include "testing/mentions.h"
#include "testing/small_report.h"

namespace isograde {
namespace {

const Style kPlain(false);

TEST(TextReportTest, IsThis) {
  EXPECT_EQ(ToText(SmallReport(), {}, kPlain),
            std::string("isograde ") + kVersion + R"(, CPython 3.13.0, 3 interpreters

m  D  1 finding of severity contaminates
    declares      multi-phase init, several interpreters under one GIL, needs
                  the GIL
    demonstrated  legacy loads, isolated refuses
  contaminates, process state: m.cache
    seen          1 object is reachable: m.cache
    shows in      interpreters-share-no-objects
    remedy        Move the object from a static variable into the module state;
                  make static types heap types.
    next          isograde explain identity/interpreters-share-no-objects
    checks: 1 passed, 2 failed, 0 not applicable, 1 could not tell
)");
}

TEST(TextReportTest, ShowsEveryCheckWithItsEvidenceWhenItIsVerbose) {
  const char* const pass = "    pass  loading/loads-in-every-interpreter  legacy\n";
  EXPECT_FALSE(Mentions(ToText(SmallReport(), {}, kPlain), "loads-in-every-interpreter"));
  const std::string verbose = ToText(SmallReport(), {.verbose = true}, kPlain);
  EXPECT_TRUE(Mentions(verbose, pass));
  EXPECT_TRUE(Mentions(verbose, "    extension  /lib/m.so\n"));
  EXPECT_TRUE(Mentions(verbose, "    process state, which belongs to the module\n"));
  EXPECT_TRUE(
      Mentions(verbose,
               "    contaminates  identity/interpreters-share-no-objects  legacy, override\n"
               "        1 object is reachable: m.cache\n"
               "          m.cache: a mortal object\n"));
}

TEST(TextReportTest, ShowsEveryMemberWhenItIsVerbose) {
  EXPECT_FALSE(Mentions(ToText(DistributionReport(), {}, kPlain), "\nsome._speedups  D"));
  const std::string verbose = ToText(DistributionReport(), {.verbose = true}, kPlain);
  EXPECT_TRUE(Mentions(verbose, "\nsome._speedups  D"));
  EXPECT_TRUE(Mentions(verbose, "\nsome._tests  D"));
}

TEST(TextReportTest, ShowsTimingsOnRequest) {
  EXPECT_TRUE(Mentions(ToText(SmallReport(), {.timings = true}, kPlain),
                       "timings: 5 interpreters, 3 children, 1.500 s wall, 1.000 s CPU, floor "
                       "0.500 s (CPU is 2.00 of it)"));
}

TEST(TextReportTest, MarksWhatDoesNotCount) {
  Report report = SmallReport();
  report.targets[0].results.erase(report.targets[0].results.begin());
  report.targets[0].results[0].counts = false;
  EXPECT_TRUE(Mentions(ToText(report, {.verbose = true}, kPlain),
                       "identity/interpreters-share-no-objects  override (not counted)"));
}

TEST(TextReportTest, TellsAControlThatFailed) {
  Report report = SmallReport();
  report.control.push_back({"isolated", "main-last", "crashed with SIGABRT"});
  EXPECT_TRUE(ToText(report, {}, kPlain)
                  .ends_with("\ncontrol, with no extension, isolated main-last: crashed with "
                             "SIGABRT\n"));
}

TEST(TextReportTest, TellsTheFaultsOfRecipesWithTheirTarget) {
  Report report = SmallReport();
  report.recipe_faults = {{.file = "other.toml", .text = "it is cut"}};
  report.targets[0].recipe_faults = {
      {.module = "m", .file = "m.toml", .line = 3, .text = "its setup raises"}};
  const std::string text = ToText(report, {}, kPlain);
  EXPECT_TRUE(Mentions(text,
                       "interpreters\n"
                       "the recipe's fault, not the module's: other.toml: it is cut\n"
                       "\nm  D"));
  EXPECT_TRUE(Mentions(text,
                       "\n    the recipe's fault, not the module's: m.toml:3: its setup "
                       "raises\n"));
}

TEST(TextReportTest, EndsWithCountsOfSeveralTargets) {
  Report report = SmallReport();
  report.targets.push_back(
      {.target = {.name = "n", .kind = TargetKind::kUnknown, .problem = "no module named n"},
       .grade = {"unknown", "no module named n"}});
  report.targets.push_back(report.targets[0]);
  report.targets[2].target.name = "o";
  EXPECT_TRUE(
      ToText(report, {}, kPlain).ends_with("\n3 graded\n   2 D         m, o\n   1 unknown   n\n"));
}

TEST(TextReportTest, CountsADistributionOnce) {
  EXPECT_FALSE(Mentions(ToText(DistributionReport(), {}, kPlain), "graded\n"));
}

TEST(StyleTest, ColoursOnRequestOnly) {
  EXPECT_EQ(kPlain.Grade("A"), "A");
  EXPECT_EQ(kPlain.Bold("text"), "text");
  EXPECT_TRUE(Mentions(Style(true).Grade("A"), "\x1b["));
  EXPECT_NE(Style(true).Grade("A"), Style(true).Grade("F"));
}

}  // namespace
}  // namespace isograde
