#include <gtest/gtest.h>

#include "base/error.h"
#include "report/badge.h"
#include "report/format.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/report.h"
#include "report/sarif.h"
#include "report/xml.h"
#include "testing/mentions.h"
#include "testing/small_report.h"
#include "testing/temporary_folder.h"

namespace isograde {
namespace {

TEST(XmlTest, EscapesMarkupAndWhatCannotBe) {
  EXPECT_EQ(XmlText("<a & \"b\">"), "&lt;a &amp; &quot;b&quot;&gt;");
  EXPECT_EQ(XmlText("x\x01y"), "x\xEF\xBF\xBDy");
  EXPECT_EQ(XmlText("x\xFFy"), "x\xEF\xBF\xBDy");
}

TEST(JunitTest, CountsWhatCountsAndSkipsTheRest) {
  Report report = SmallReport();
  report.targets[0].results[1].counts = false;  // override
  const std::string xml = ToJunit(report);
  EXPECT_TRUE(
      Mentions(xml, R"(<testsuite name="m" tests="4" failures="1" errors="0" skipped="2")"));
  EXPECT_TRUE(Mentions(xml, R"(name="identity/interpreters-share-no-objects [legacy]")"));
  EXPECT_TRUE(
      Mentions(xml, R"(<failure type="contaminates" message="1 object is reachable: m.cache">)"));
  EXPECT_TRUE(Mentions(xml, "failed, and does not count"));
  EXPECT_TRUE(Mentions(xml, "could not tell: it was not seen in both orders"));
}

TEST(JunitTest, LeavesOutWhatXmlCannotHave) {
  Report report = SmallReport();
  report.targets[0].results[0].finding.message = "a\x01 b\xEF\xBF\xBE c\xEF\xBF\xBF d\xEF\xBF\xBC";
  const std::string xml = ToJunit(report);
  const std::string replaced = "\xEF\xBF\xBD";
  EXPECT_TRUE(Mentions(xml, "a" + replaced + " b" + replaced + " c" + replaced + " d\xEF\xBF\xBC"));
}

Report WithAFaultyRecipe() {
  Report report = SmallReport();
  report.targets[0].recipe_faults = {
      {.module = "m", .file = "m.toml", .line = 3, .text = "its setup raises"}};
  report.targets[0].declines = {{"module.f()", "RuntimeError", {1}, {"legacy"}}};
  return report;
}

TEST(JunitTest, TellsTheFaultsOfRecipesAsErrorsOfTheirOwn) {
  const std::string xml = ToJunit(WithAFaultyRecipe());
  EXPECT_TRUE(Mentions(xml, R"(<testsuite name="recipes" tests="1" failures="0" errors="1")"));
  EXPECT_TRUE(Mentions(xml, R"(<error type="recipe" message="m.toml:3: its setup raises">)"));
  EXPECT_TRUE(Mentions(xml, R"(<testsuite name="m" tests="4" failures="2" errors="0")"));
  EXPECT_TRUE(Mentions(xml, R"(<property name="declines" value="declines, as documented: )"));
  EXPECT_FALSE(Mentions(ToJunit(SmallReport()), "recipe"));
}

TEST(MarkdownTest, TellsTheFaultsOfRecipesFirst) {
  const std::string text = ToMarkdown(WithAFaultyRecipe());
  const auto fault =
      text.find("**The recipe's fault, not the module's:**\n\n- m.toml:3: its setup");
  ASSERT_NE(fault, std::string::npos) << text;
  EXPECT_LT(fault, text.find("| grade |"));
  EXPECT_TRUE(Mentions(text, "- declines, as documented: `module.f()` raises RuntimeError"));
}

TEST(JunitTest, HasASuiteForADistributionAndForEachMember) {
  const std::string xml = ToJunit(DistributionReport());
  EXPECT_TRUE(Mentions(xml, R"(<testsuite name="Some" tests="0")"));
  EXPECT_TRUE(Mentions(xml, R"(<property name="version" value="1.2"/>)"));
  EXPECT_TRUE(Mentions(xml, R"(<property name="use: shared GIL" value="works"/>)"));
  EXPECT_TRUE(Mentions(xml, R"(<property name="use: own GIL" value="falls back: without )"
                            "some._speedups; it has no some.FastLoader\"/>"));
  EXPECT_TRUE(Mentions(xml, R"(<testsuite name="some._speedups" tests="4" failures="2")"));
  EXPECT_TRUE(Mentions(xml, R"(<testsuite name="some._tests" tests="4" failures="0")"));
  EXPECT_TRUE(Mentions(xml, R"(<property name="distribution" value="Some, apart"/>)"));
}

TEST(JunitTest, WhatIsNoModuleIsAnError) {
  Report report = SmallReport();
  report.targets[0].target.kind = TargetKind::kUnknown;
  report.targets[0].results.clear();
  EXPECT_TRUE(Mentions(ToJunit(report), R"(tests="1" failures="0" errors="1")"));
}

TEST(FormatsTest, TellTheRemedyOfTheFindingBeforeThatOfTheCheck) {
  Report report = SmallReport();
  for (CheckResult& result : report.targets[0].results)
    result.finding.remedy = "Do as is known to help.";
  int formats = 0;
  for (const Format& format : AllFormats()) {
    const std::string usual = format.write(SmallReport()), text = format.write(report);
    if (usual.find("Move the object") == std::string::npos) continue;
    ++formats;
    EXPECT_TRUE(Mentions(text, "Do as is known to help.")) << format.name;
  }
  EXPECT_EQ(formats, 4) << "text, json, sarif, markdown";
}

class SarifTest : public testing::Test {
 protected:
  nlohmann::json Results() const {
    return ToSarif(report_, SourceRoot(folder_.path().string()))["runs"][0]["results"];
  }
  Report report_ = SmallReport();
  TemporaryFolder folder_;
};

TEST_F(SarifTest, HasOneResultForAFailureInSeveralConfigs) {
  const nlohmann::json results = Results();
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0]["ruleId"], "identity/interpreters-share-no-objects");
  EXPECT_EQ(results[0]["level"], "error");
  EXPECT_EQ(results[0]["properties"]["configs"], nlohmann::json({"legacy", "override"}));
}

TEST_F(SarifTest, TellsTheFaultsOfRecipesAsMistakesOfConfiguration) {
  const SourceRoot root(folder_.path().string());
  const nlohmann::json run = ToSarif(WithAFaultyRecipe(), root)["runs"][0];
  const nlohmann::json told = run["invocations"][0]["toolConfigurationNotifications"];
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0]["message"]["text"],
            "The recipe's fault, not the module's: m.toml:3: its setup raises");
  EXPECT_EQ(told[0]["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
  EXPECT_EQ(run["results"].size(), Results().size()) << "no finding of the module";
}

TEST_F(SarifTest, StandsAtTheVariableRelativeToTheRepository) {
  folder_.Write("src/m.c", "");
  report_.targets[0].results[0].finding.evidence = {
      {.text = "t", .file = "/build/m/src/m.c", .line = 9, .variable = "cache"}};
  const nlohmann::json place = Results()[0]["locations"][0];
  EXPECT_EQ(place["physicalLocation"]["artifactLocation"]["uri"], "src/m.c");
  EXPECT_EQ(place["physicalLocation"]["region"]["startLine"], 9);
  EXPECT_EQ(place["logicalLocations"][0]["fullyQualifiedName"], "m:cache");
}

TEST_F(SarifTest, WhatIsNotInTheRepositoryIsNotSaidToBe) {
  for (const char* file : {"./Modules/m.c", "/build/Modules/m.c"}) {
    report_.targets[0].results[0].finding.evidence = {{.text = "t", .file = file, .line = 9}};
    const nlohmann::json place = Results()[0]["locations"][0]["physicalLocation"];
    EXPECT_FALSE(place["artifactLocation"].contains("uriBaseId")) << file;
  }
}

TEST_F(SarifTest, StandsAtAPlaceInTheRepositoryBeforeOthers) {
  folder_.Write("src/m.c", "");
  report_.targets[0].results[0].finding.evidence = {
      {.text = "in a header", .file = "/usr/include/python3/object.h", .line = 3},
      {.text = "here", .file = "/build/src/m.c", .line = 9}};
  const nlohmann::json result = Results()[0];
  EXPECT_EQ(result["locations"][0]["message"]["text"], "here");
  EXPECT_EQ(result["relatedLocations"][0]["message"]["text"], "in a header");
}

TEST_F(SarifTest, HasResultsWithALineBeforeOthers) {
  folder_.Write("src/m.c", "");
  const auto found_at = [&](const char* name, const char* file) {
    TargetReport target = SmallReport().targets[0];
    target.target.name = name;
    if (file) target.results[0].finding.evidence = {{.text = "t", .file = file, .line = 9}};
    return target;
  };
  report_.targets = {found_at("nowhere", nullptr), found_at("elsewhere", "/usr/include/object.h"),
                     found_at("here", "/build/src/m.c")};
  std::vector<std::string> order;
  for (const nlohmann::json& result : Results())
    order.push_back(result["properties"]["target"].get<std::string>());
  EXPECT_EQ(order, (std::vector<std::string>{"here", "elsewhere", "nowhere"}));
}

TEST_F(SarifTest, LeavesOutWhatNoRootLoads) {
  report_ = DistributionReport();
  ASSERT_EQ(Results().size(), 1U);
  EXPECT_EQ(Results()[0]["properties"]["target"], "some._speedups");
  EXPECT_EQ(Results()[0]["properties"]["distribution"], "Some");
}

TEST_F(SarifTest, IsOfOneCategoryForAMinorVersion) {
  const auto id = [&] {
    return ToSarif(report_, SourceRoot("/"))["runs"][0]["automationDetails"]["id"];
  };
  EXPECT_EQ(id(), "isograde/3.13/");
  report_.debug = true;
  EXPECT_EQ(id(), "isograde/3.13-debug/");
}

TEST_F(SarifTest, FingerprintsStayWhereLinesAndAddressesMove) {
  Evidence evidence{.text = "t", .address = "0x1", .file = "m.c", .line = 9, .variable = "cache"};
  report_.targets[0].results[0].finding.evidence = {evidence};
  const auto before = Results()[0]["partialFingerprints"];
  evidence.line = 12;
  evidence.address = "0x2";
  report_.targets[0].results[0].finding.evidence = {evidence};
  EXPECT_EQ(Results()[0]["partialFingerprints"], before);
  evidence.variable = "other";
  report_.targets[0].results[0].finding.evidence = {evidence};
  EXPECT_NE(Results()[0]["partialFingerprints"], before);
}

TEST_F(SarifTest, LeavesOutWhatDoesNotCount) {
  for (CheckResult& result : report_.targets[0].results) result.counts = false;
  EXPECT_EQ(Results().size(), 0U);
}

TEST(MarkdownTest, HasTheGradeAndTheFailure) {
  const std::string text = ToMarkdown(SmallReport());
  EXPECT_TRUE(Mentions(text, "1 graded: 1 D."));
  EXPECT_TRUE(Mentions(text, "| D | m |"));
  EXPECT_TRUE(
      Mentions(text, "**contaminates** identity/interpreters-share-no-objects (legacy, override)"));
}

TEST(MarkdownTest, HasOneRowForADistributionWithItsUses) {
  const std::string text = ToMarkdown(DistributionReport());
  EXPECT_TRUE(Mentions(text, "1 graded: 1 D."));
  EXPECT_TRUE(Mentions(text, "| grade | target | shared GIL | checked | own GIL | why |"));
  EXPECT_TRUE(Mentions(text, "| D | Some 1.2 | works | refuses | falls back | the grade of"));
  EXPECT_TRUE(Mentions(text, "- **own GIL** falls back: without some.\\_speedups; it has no "));
  EXPECT_TRUE(Mentions(text, "Members: some.\\_speedups D, some.\\_tests D (apart)."));
  EXPECT_TRUE(Mentions(text, "#### some.\\_tests: D, apart: no root loads it"));
}

TEST(MarkdownTest, EscapesMarkup) {
  Report report = SmallReport();
  report.targets[0].target.name = "a|b<img>";
  EXPECT_TRUE(Mentions(ToMarkdown(report), "| a\\|b\\<img\\> |"));
}

TEST(MarkdownTest, ShowsWhatStandsInBackticksAsCode) {
  Report report = SmallReport();
  report.targets[0].grade.reason = "first `a_b|c` (x_y)";
  EXPECT_TRUE(Mentions(ToMarkdown(report), "| first `a_b\\|c` (x\\_y) |"));
  report.targets[0].grade.reason = "one ` left open";
  EXPECT_TRUE(Mentions(ToMarkdown(report), "| one \\` left open |"));
}

TEST(MarkdownTest, TellsTheWholeEvenWhenItIsCut) {
  Report report = SmallReport();
  for (int i = 0; i < 200; ++i) {
    report.targets.push_back(report.targets[0]);
    report.targets.back().target.name = "m" + std::to_string(i);
    report.targets.back().grade.letter = i % 2 ? "A" : "F";
  }
  const std::string whole = ToMarkdown(report);
  const std::string few_details = ToMarkdown(report, whole.size() / 2);
  EXPECT_LE(few_details.size(), whole.size() / 2);
  EXPECT_TRUE(Mentions(few_details, "201 graded: 100 F, 1 D, 100 A."));
  EXPECT_TRUE(Mentions(few_details, "are left out here"));
  const std::string few_rows = ToMarkdown(report, 4000);
  EXPECT_LE(few_rows.size(), 4000U);
  EXPECT_TRUE(Mentions(few_rows, "The table is cut: "));
  EXPECT_TRUE(Mentions(few_rows, "201 graded: 100 F, 1 D, 100 A."));
}

TEST(BadgeTest, SaysGradeAndCPython) {
  const Badge badge = BadgeOf(SmallReport(), "");
  EXPECT_EQ(badge.message, "D, 3.13");
  EXPECT_TRUE(Mentions(ToSvg(badge), "aria-label=\"isolation: D, 3.13\""));
  EXPECT_EQ(ToShieldsEndpoint(badge), nlohmann::json({{"schemaVersion", 1},
                                                      {"label", "isolation"},
                                                      {"message", "D, 3.13"},
                                                      {"color", "orange"},
                                                      {"isError", false}}));
}

TEST(BadgeTest, IsOfTheWorstThatWasAskedFor) {
  Report report = SmallReport();
  report.targets.push_back(report.targets[0]);
  report.targets[1].target.name = "n";
  report.targets[1].grade.letter = "F";
  EXPECT_EQ(BadgeOf(report, "").grade, "F");
  EXPECT_EQ(BadgeOf(report, "m").grade, "D");
  report.targets[1].target.owner = "package";
  EXPECT_EQ(BadgeOf(report, "").grade, "D");
}

TEST(BadgeTest, OfAFastRunSaysSo) {
  Report report = SmallReport();
  report.effort.fast = true;
  EXPECT_EQ(BadgeOf(report, "").message, "D (fast), 3.13");
}

TEST(BadgeTest, OfNothingIsAMistake) {
  Report report = SmallReport();
  EXPECT_THROW(BadgeOf(report, "x"), UsageError);
  report.targets.clear();
  EXPECT_THROW(BadgeOf(report, ""), UsageError);
}

}  // namespace
}  // namespace isograde
