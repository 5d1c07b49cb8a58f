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
    extension  /lib/m.so
    declares      multi-phase init, several interpreters under one GIL, needs the GIL
    demonstrated  legacy loads, isolated refuses
    process state, which belongs to the module
        shows in    1 object is reachable: m.cache (identity/interpreters-share-no-objects)
        what to do  Move the object from a static variable into the module state; make static types
                    heap types. https://peps.python.org/pep-0684/#shared-state
    contaminates  identity/interpreters-share-no-objects  legacy, override
        1 object is reachable: m.cache
          m.cache: a mortal object
    could not tell  loading/loads-in-any-order  legacy
        it was not seen in both orders
    checks: 1 passed, 2 failed, 0 not applicable, 1 could not tell
)");
}

TEST(TextReportTest, ShowsPassesWhenItIsVerbose) {
  EXPECT_FALSE(Mentions(ToText(SmallReport(), {}, kPlain), "loads-in-every-interpreter"));
  EXPECT_TRUE(Mentions(ToText(SmallReport(), {.verbose = true}, kPlain),
                       "    pass  loading/loads-in-every-interpreter  legacy\n"));
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
  EXPECT_TRUE(Mentions(ToText(report, {}, kPlain),
                       "identity/interpreters-share-no-objects  override (not counted)"));
}

TEST(TextReportTest, ShowsAFewPiecesOfEvidence) {
  Report report = SmallReport();
  report.targets[0].results[0].finding.evidence.assign(8, {.text = "seen"});
  const std::string text = ToText(report, {}, kPlain);
  EXPECT_TRUE(Mentions(text, "... and 3 more"));
  EXPECT_FALSE(Mentions(ToText(report, {.verbose = true}, kPlain), "more\n"));
}

TEST(TextReportTest, TellsAControlThatFailed) {
  Report report = SmallReport();
  report.control.push_back({"isolated", "main-last", "crashed with SIGABRT"});
  EXPECT_TRUE(Mentions(ToText(report, {}, kPlain),
                       "control, with no extension, isolated main-last: crashed with SIGABRT"));
}

TEST(TextReportTest, TellsTheFaultsOfRecipesFirst) {
  Report report = SmallReport();
  report.recipe_faults = {{.file = "other.toml", .text = "it is cut"}};
  report.targets[0].recipe_faults = {
      {.module = "m", .file = "m.toml", .line = 3, .text = "its setup raises"}};
  EXPECT_TRUE(Mentions(ToText(report, {}, kPlain),
                       "interpreters\n"
                       "the recipe's fault, not the module's: other.toml: it is cut\n"
                       "the recipe's fault, not the module's: m.toml:3: its setup raises\n"
                       "\nm  D"));
}

TEST(TextReportTest, TellsWhatIsDeclinedAsDocumented) {
  Report report = SmallReport();
  report.targets[0].declines = {{"module.f()", "RuntimeError", {1, 2}, {"legacy", "isolated"}}};
  EXPECT_TRUE(Mentions(ToText(report, {}, kPlain),
                       "\n    declines, as documented: `module.f()` raises RuntimeError in "
                       "interpreters 1, 2 (legacy, isolated)\n"));
}

TEST(TextReportTest, EndsWithATableOfSeveralTargets) {
  Report report = SmallReport();
  report.targets.push_back(
      {.target = {.name = "n", .kind = TargetKind::kUnknown, .problem = "no module named n"},
       .grade = {"unknown", "no module named n"}});
  EXPECT_TRUE(ToText(report, {}, kPlain).ends_with("\nD        m\nunknown  n\n"));
}

TEST(StyleTest, ColoursOnRequestOnly) {
  EXPECT_EQ(kPlain.Grade("A"), "A");
  EXPECT_EQ(kPlain.Bold("text"), "text");
  EXPECT_TRUE(Mentions(Style(true).Grade("A"), "\x1b["));
  EXPECT_NE(Style(true).Grade("A"), Style(true).Grade("F"));
}

}  // namespace
}  // namespace isograde
