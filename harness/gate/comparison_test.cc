#include "gate/comparison.h"

#include <gtest/gtest.h>

#include "gate/comparison_text.h"
#include "report/report.h"
#include "testing/mentions.h"
#include "testing/small_report.h"

namespace isograde {
namespace {

constexpr std::size_t kFailing = 0, kPassing = 2, kUntold = 3;  // in the small report

class ComparisonTest : public testing::Test {
 protected:
  ComparisonTest() : was(SmallReport()), now(SmallReport()) {}

  TargetReport& Target() { return now.targets[0]; }
  Finding& FindingOf(std::size_t result) { return Target().results[result].finding; }

  Comparison Compared(ComparisonPolicy policy = {}) {
    if (policy.today.empty()) policy.today = "2026-01-15";
    return Compare(was, now, policy);
  }
  std::string Text(const ComparisonPolicy& policy = {}) {
    return ToText(Compared(policy), now, "base.json", Style(false));
  }

  Report was, now;
};

TEST_F(ComparisonTest, OfTheSameTellsThatNothingChanged) {
  const Comparison same = Compared();
  EXPECT_FALSE(same.GotWorse());
  EXPECT_EQ(same.changes.size(), 0U);
  EXPECT_EQ(same.targets, 1);
  EXPECT_EQ(same.checks, 4);
  EXPECT_TRUE(Mentions(Text(), "nothing changed"));
}

TEST_F(ComparisonTest, ACheckThatFailsAndDidNotIsWorse) {
  FindingOf(kPassing) = Fail("it hangs").With({{.text = "m.state", .variable = "state"}});
  const Comparison worse = Compared();
  EXPECT_TRUE(worse.GotWorse());
  ASSERT_EQ(worse.changes.size(), 1U);
  EXPECT_EQ(worse.changes[0].target, "m");
  EXPECT_EQ(worse.changes[0].check, "loading/loads-in-every-interpreter");
  EXPECT_EQ(worse.changes[0].configs, std::vector<std::string>{"legacy"});
  EXPECT_TRUE(Mentions(worse.changes[0].text, "it hangs"));
  EXPECT_EQ(worse.changes[0].details, std::vector<std::string>{"m.state"});
}

TEST_F(ComparisonTest, AFailureThatDoesNotCountIsNoted) {
  FindingOf(kPassing) = Fail("it hangs");
  Target().results[kPassing].counts = false;
  EXPECT_FALSE(Compared().GotWorse());
  EXPECT_EQ(Compared().changes[0].drift, Drift::kNoted);
}

TEST_F(ComparisonTest, ANoteIsNotedUnlessItIsAskedFor) {
  FindingOf(kPassing) = Fail("it is slow").As(Severity::kNote);
  EXPECT_FALSE(Compared().GotWorse());
  EXPECT_TRUE(Compared({.lightest = Severity::kNote}).GotWorse());
}

TEST_F(ComparisonTest, AGraverFailureIsWorse) {
  FindingOf(kFailing) = Fail("it crashes").As(Severity::kBreaks);
  EXPECT_TRUE(Compared().GotWorse());
}

TEST_F(ComparisonTest, WhatCanNoLongerBeToldIsWorseInItsOwnWords) {
  FindingOf(kPassing) = Inconclusive("it was cut off");
  EXPECT_TRUE(Compared().GotWorse());
  EXPECT_TRUE(Mentions(Text(), "passed, and now it could not be told: it was cut off"));
}

TEST_F(ComparisonTest, WhatCouldNotBeToldBeforeAndFailsNowIsWorse) {
  FindingOf(kUntold) = Fail("it hangs");
  EXPECT_TRUE(Compared().GotWorse());
}

TEST_F(ComparisonTest, WhatNoLongerAppliesIsNoted) {
  FindingOf(kPassing) = NotApplicable("no call is known");
  EXPECT_FALSE(Compared().GotWorse());
  EXPECT_EQ(Compared().changes[0].drift, Drift::kNoted);
}

TEST_F(ComparisonTest, SeveralThatNoLongerApplyAreToldAsOne) {
  for (Report* report : {&was, &now}) {
    report->targets[0].results.push_back(report->targets[0].results[kPassing]);
    report->targets[0].results.back().id = "loading/same-implementation";
  }
  for (const std::size_t i : {kPassing, Target().results.size() - 1})
    FindingOf(i) = NotApplicable("it does not load");
  ASSERT_EQ(Compared().changes.size(), 1U);
  EXPECT_EQ(Compared().changes[0].text, "2 checks passed, and now do not apply");
  EXPECT_TRUE(Mentions(Text(), "loading/same-implementation (legacy): it does not load"));
}

TEST_F(ComparisonTest, BetterIsToldAndIsNotWorse) {
  FindingOf(kFailing) = Pass();
  Target().grade = {"A", "no check fails"};
  EXPECT_FALSE(Compared().GotWorse());
  EXPECT_TRUE(Mentions(Text(), "better   m  identity/interpreters-share-no-objects"));
  EXPECT_TRUE(Mentions(Text(), "grade A, was D"));
}

TEST_F(ComparisonTest, ALowerGradeIsWorse) {
  Target().grade = {"F", "it breaks"};
  EXPECT_TRUE(Compared().GotWorse());
  EXPECT_TRUE(Mentions(Text(), "grade F, was D: it breaks"));
}

TEST_F(ComparisonTest, AGradeThatCanNoLongerBeToldIsWorseWhateverItWas) {
  for (const char* before : {"A", "C", "D", "F", "refuses"}) {
    was.targets[0].grade = {before, "it was seen"};
    Target().grade = {"unknown", "importing it raises ImportError"};
    EXPECT_TRUE(Compared().GotWorse()) << before;
  }
}

TEST_F(ComparisonTest, AGradeThatIsUnknownForAnAcceptedDoubtIsAccepted) {
  FindingOf(kPassing) = Inconclusive("it was cut off");
  Target().grade = {"unknown", "it could not tell"};
  std::vector<Acceptance> accepted = {
      {.target = "m", .check = "identity/*", .config = "*", .reason = "issue 12"}};
  EXPECT_TRUE(Compared({.accepted = accepted}).GotWorse());
  accepted.push_back({.target = "m", .check = "loading/*", .config = "*", .reason = "issue 13"});
  EXPECT_FALSE(Compared({.accepted = accepted}).GotWorse());
  for (CheckResult& result : Target().results)
    result.finding = NotApplicable("the main interpreter cannot import it");
  EXPECT_TRUE(Compared({.accepted = accepted}).GotWorse());
}

TEST_F(ComparisonTest, AnAcceptedFailureExplainsNoGraverGrade) {
  FindingOf(kPassing) = Fail("it leaves a rule aside").As(Severity::kHygiene);
  now.targets[0].results.push_back(Target().results[kPassing]);
  now.targets[0].results.back().id = "loading/new-check";
  now.targets[0].results.back().finding = Fail("it crashes").As(Severity::kBreaks);
  Target().grade = {"F", "it crashes"};
  const std::vector<Acceptance> accepted = {{.target = "m",
                                             .check = "loading/loads-in-every-interpreter",
                                             .config = "*",
                                             .reason = "issue 12"}};
  EXPECT_TRUE(Compared({.accepted = accepted}).GotWorse());
  was.selection = {"--check loading/loads-in-every-interpreter"};  // nothing is to be said then
  EXPECT_FALSE(Compared({.accepted = accepted}).GotWorse());
}

TEST_F(ComparisonTest, AFailureOfACheckThatTheBaselineDoesNotHaveIsWorse) {
  now.targets[0].results.push_back(Target().results[kPassing]);
  now.targets[0].results.back().id = "loading/new-check";
  EXPECT_FALSE(Compared().GotWorse());
  now.targets[0].results.back().finding = Fail("it hangs");
  EXPECT_TRUE(Compared().GotWorse());
  EXPECT_TRUE(Mentions(Text(), "fails, and the baseline does not have this check: it hangs"));
  now.targets[0].results.back().config = "strict";  // of which the baseline knows nothing
  EXPECT_FALSE(Compared().GotWorse());
}

TEST_F(ComparisonTest, ResultsThatAreMissingAreWorseUnlessSomethingExplainsIt) {
  now.targets[0].results.pop_back();
  EXPECT_TRUE(Compared().GotWorse());
  EXPECT_TRUE(Mentions(Text(),
                       "1 results of the baseline are missing here\n"
                       "           loading/loads-in-any-order (legacy)"));
  now.effort.fast = true;
  EXPECT_FALSE(Compared().GotWorse());
}

TEST_F(ComparisonTest, OfAPartOfTheChecksNoGradesAreCompared) {
  now.selection = {"--check identity/*"};
  now.targets[0].results.resize(2);
  Target().grade = {"unknown", "only a part of the checks was run"};
  EXPECT_FALSE(Compared().GotWorse());
  EXPECT_TRUE(Mentions(Text(),
                       "note: the baseline is of the whole checklist, this report of "
                       "--check identity/*: grades are not compared"));
  Target().results[kFailing].finding = Fail("it crashes").As(Severity::kBreaks);
  EXPECT_TRUE(Compared().GotWorse());
}

TEST_F(ComparisonTest, FailuresOfDifferentSeverityAreToldEach) {
  for (Report* report : {&was, &now}) {
    report->targets[0].results.push_back(report->targets[0].results[kPassing]);
    report->targets[0].results.back().config = "isolated";
  }
  Target().results.back().finding = Fail("small").As(Severity::kHygiene);
  FindingOf(kPassing) = Fail("it crashes").With({{.text = "m.state"}});
  EXPECT_TRUE(Mentions(Text(), "fails: small"));
  EXPECT_TRUE(Mentions(Text(), "fails: it crashes\n           m.state"));
  Target().results.back().finding = Inconclusive("it was cut off");
  EXPECT_TRUE(Mentions(Text(), "it could not be told: it was cut off"));
  EXPECT_TRUE(Mentions(Text(), "fails: it crashes\n           m.state"));
}

TEST_F(ComparisonTest, ALowerGradeForLighterFailuresThanAskedForIsNoted) {
  was.targets[0].grade = {"B", "isolated under a shared GIL"};
  EXPECT_TRUE(Compared().GotWorse());
  EXPECT_FALSE(Compared({.lightest = Severity::kBreaks}).GotWorse());
}

TEST_F(ComparisonTest, AModuleThatNewlyRefusesOrNoLongerLoadsIsWorse) {
  for (const char* now_does : {"refuses", "fails", "crashes"}) {
    Target().demonstrated["legacy"] = now_does;
    EXPECT_TRUE(Compared().GotWorse()) << now_does;
  }
  EXPECT_TRUE(Mentions(Text(), "worse    m  legacy\n         crashes, where it loaded"));
}

TEST_F(ComparisonTest, AConfigThatIsNoLongerTriedIsNoLongerLoadedIn) {
  Target().demonstrated.erase("legacy");
  EXPECT_TRUE(Compared().GotWorse());
  EXPECT_TRUE(Mentions(Text(), "was not seen to load, where it loaded"));
  now.python_version = "3.14.1";  // which may lack it
  EXPECT_FALSE(Compared().GotWorse());
}

TEST_F(ComparisonTest, AModuleThatNewlyLoadsIsBetter) {
  Target().demonstrated["isolated"] = "loads";
  EXPECT_FALSE(Compared().GotWorse());
  EXPECT_EQ(Compared().changes[0].drift, Drift::kBetter);
}

TEST_F(ComparisonTest, ATargetThatIsGoneIsWorse) {
  Target().target.kind = TargetKind::kUnknown;
  Target().grade = {"unknown", "no module named m"};
  EXPECT_TRUE(Compared().GotWorse());
  EXPECT_TRUE(Mentions(Text(), "gone: no module named m"));
  now.targets.clear();
  EXPECT_TRUE(Compared().GotWorse());
}

TEST_F(ComparisonTest, ATargetThatIsNewIsNoted) {
  was.targets.clear();
  EXPECT_FALSE(Compared().GotWorse());
  EXPECT_TRUE(Mentions(Text(), "is not in the baseline; grade D"));
}

TEST_F(ComparisonTest, ComparesTheTargetsThatWereAskedFor) {
  was.targets.push_back(was.targets[0]);
  was.targets[1].target.name = "other";
  EXPECT_TRUE(Compared().GotWorse());
  EXPECT_FALSE(Compared({.targets = {"m"}}).GotWorse());
}

TEST_F(ComparisonTest, AnAcceptedFailureIsToldWithItsReason) {
  FindingOf(kPassing) = Fail("it hangs");
  Target().grade = {"F", "it breaks"};
  const std::vector<Acceptance> accepted = {
      {.target = "m", .check = "loading/*", .config = "*", .reason = "issue 12"}};
  EXPECT_FALSE(Compared({.accepted = accepted}).GotWorse());
  EXPECT_TRUE(Mentions(Text({.accepted = accepted}), "accepted: issue 12"));
}

TEST_F(ComparisonTest, AnAcceptanceEndsAfterItsLastDay) {
  FindingOf(kPassing) = Fail("it hangs");
  const std::vector<Acceptance> accepted = {{.target = "m",
                                             .check = "loading/*",
                                             .config = "legacy",
                                             .reason = "issue 12",
                                             .until = "2026-01-14"}};
  EXPECT_FALSE(Compared({.accepted = accepted, .today = "2026-01-14"}).GotWorse());
  EXPECT_TRUE(Compared({.accepted = accepted, .today = "2026-01-15"}).GotWorse());
  EXPECT_TRUE(Mentions(Text({.accepted = accepted, .today = "2026-01-15"}),
                       "it was accepted until 2026-01-14: issue 12"));
}

TEST_F(ComparisonTest, AnAcceptanceOfAnotherConfigAcceptsNothing) {
  FindingOf(kPassing) = Fail("it hangs");
  const std::vector<Acceptance> accepted = {
      {.target = "m", .check = "*", .config = "isolated", .reason = "issue 12"}};
  EXPECT_TRUE(Compared({.accepted = accepted}).GotWorse());
}

TEST_F(ComparisonTest, SaysWhatCanBeComparedWithAnotherCPythonVersionOrSchema) {
  was.python_version = "3.12.1";
  was.isograde_version = "0.0.9";
  was.schema = "isograde/report/0";
  const Comparison compared = Compared();
  ASSERT_EQ(compared.remarks.size(), 3U);
  EXPECT_TRUE(Mentions(Text(), "note: the baseline is of CPython 3.12.1, this report of 3.13.0"));
  EXPECT_FALSE(compared.GotWorse());
}

TEST_F(ComparisonTest, APackageIsAsItsWorstModuleIs) {
  for (Report* report : {&was, &now}) {
    TargetReport package{.target = {.name = "p", .kind = TargetKind::kDistribution},
                         .grade = report->targets[0].grade,
                         .worst = "m"};
    report->targets.insert(report->targets.begin(), package);
  }
  now.targets[0].grade = now.targets[1].grade = {"F", "m: it breaks"};
  now.targets[1].results[kPassing].finding = Fail("it hangs");
  EXPECT_TRUE(Compared().GotWorse());
  const std::vector<Acceptance> accepted = {
      {.target = "m", .check = "*", .config = "*", .reason = "issue 12"}};
  EXPECT_FALSE(Compared({.accepted = accepted}).GotWorse());
}

class DistributionComparisonTest : public ComparisonTest {
 protected:
  DistributionComparisonTest() { was = now = DistributionReport(); }
};

TEST_F(DistributionComparisonTest, WhatWorkedAndFallsBackIsWorse) {
  was.targets[0].uses[2] = {.config = "isolated", .word = UseWord::kWorks};
  const Comparison worse = Compared();
  ASSERT_EQ(worse.changes.size(), 1U);
  EXPECT_EQ(worse.changes[0].drift, Drift::kWorse);
  EXPECT_EQ(worse.changes[0].text,
            "own GIL: falls back, where it worked: without some._speedups; it has no "
            "some.FastLoader");
}

TEST_F(DistributionComparisonTest, OneMoreNameThatIsMissingIsWorse) {
  now.targets[0].uses[2].missing_names.push_back("some.FastDumper");
  EXPECT_TRUE(Mentions(Text(),
                       "own GIL: falls back with less than before: it has no "
                       "some.FastDumper"));
  EXPECT_FALSE(Mentions(Text(), "FastLoader"));
}

TEST_F(DistributionComparisonTest, ItsGradeDriftsAsItsWorstMembers) {
  for (TargetReport& one : now.targets) one.grade.letter = "F";
  const Comparison worse = Compared(
      {.accepted = std::vector<Acceptance>{{.target = "some*", .check = "*", .config = "*"}}});
  EXPECT_FALSE(worse.GotWorse());
}

TEST_F(DistributionComparisonTest, ItsOwnGradeIsComparedAsAnyTargets) {
  was.targets[0].worst = now.targets[0].worst = "";
  now.targets[0].grade.letter = "F";
  EXPECT_TRUE(Compared().GotWorse());
}

TEST_F(DistributionComparisonTest, AMemberThatNoRootLoadsMayBeGone) {
  now.targets.pop_back();
  EXPECT_FALSE(Compared().GotWorse());
  EXPECT_TRUE(Mentions(Text(), "is not graded here: no root of its distribution loads it"));
  now.targets.pop_back();
  EXPECT_TRUE(Compared().GotWorse());
}

TEST_F(DistributionComparisonTest, OfSchema1ItDoesNotMissWhatMembersDoNotShow) {
  was.schema = kFirstReportSchema;
  now.targets[1].results.pop_back();
  EXPECT_FALSE(Compared().GotWorse());
  EXPECT_TRUE(Mentions(Text(), "the baseline is of schema isograde/report/1, in which"));
  was.schema = kReportSchema;
  EXPECT_TRUE(Compared().GotWorse());
}

}  // namespace
}  // namespace isograde
