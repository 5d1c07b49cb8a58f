#include "checklist/judge.h"

#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "checklist/experiment.h"
#include "checklist/import_outcome.h"
#include "checklist/making.h"
#include "testing/checks.h"
#include "testing/mentions.h"
#include "testing/observed.h"
#include "testing/stages.h"

namespace isograde {
namespace {

using namespace test_checks;

TEST(JudgeTest, AsksNothingThatTheControlCannotShow) {
  Check check = kFailing;
  check.experiments = {kEnding};
  const Finding finding = Judge(check, Seen(), Control());
  EXPECT_EQ(finding.verdict, Verdict::kNotApplicable);
  EXPECT_TRUE(Mentions(finding.message, "no extension at all"));
}

TEST(JudgeTest, TellsACrashOfWhatTheTargetImports) {
  Check check = kPassing;
  check.experiments = {kAtOnce};
  Observations seen = Seen();
  const Record crash = CrashedRecord({stages::kImport, test_stages::kWalk}, SIGABRT);
  seen.At(kAtOnce) = crash;
  Record& without = seen.without[std::string(kAtOnce)];
  without = CompleteRecord();
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kFail);
  without = crash;
  without.ending = Ending::kTooLong;
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kFail) << "slow is not broken";
  without = crash;
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kInconclusive);
  EXPECT_TRUE(Mentions(Judge(check, seen, Control()).message, "so do the modules that it imports"));
}

TEST(JudgeTest, ReadsTheExperimentsOfTheCheck) {
  Check check = kPassing;
  check.experiments = {kCycles};
  Observations seen = Seen();
  seen.At(kCycles) = CrashedRecord({stages::kImport, test_stages::kWalk}, SIGSEGV);
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kFail);
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kPass);
}

TEST(JudgeTest, SaysWhatTheCheckSays) {
  EXPECT_EQ(Judge(kPassing, Seen(), Control()).verdict, Verdict::kPass);
  EXPECT_EQ(Judge(kFailingForTarget, Seen(), Control()).verdict, Verdict::kFail);
  EXPECT_EQ(Judge(kFailingForTarget, Seen(), Control()).message, "found");
  EXPECT_EQ(Judge(Saying<Verdict::kNotApplicable>(), Seen(), Control()).verdict,
            Verdict::kNotApplicable);
  EXPECT_EQ(Judge(Saying<Verdict::kInconclusive>(), Seen(), Control()).verdict,
            Verdict::kInconclusive);
}

TEST(JudgeTest, AdvisesWhoWritesPython) {
  Check check = kFailingForTarget;
  check.remedy = "Move the static.";
  check.remedy_in_python = "Grade what it imports.";
  EXPECT_EQ(RemedyOf(check, Judge(check, Seen(), Control())), "Move the static.");
  Observations pure = Seen();
  pure.target.kind = TargetKind::kPure;
  EXPECT_EQ(RemedyOf(check, Judge(check, pure, Control())), "Grade what it imports.");
  check.judge = [](const Observations& seen) {
    Finding finding = seen.target.name == "control" ? Pass() : Fail("found");
    finding.remedy = "Join the thread.";
    return finding;
  };
  EXPECT_EQ(RemedyOf(check, Judge(check, pure, Control())), "Join the thread.");
}

TEST(JudgeTest, AdvisesWhoWritesForAGenerator) {
  Check check = kFailingForTarget;
  check.remedy = "Move the static.";
  check.rationale = "https://example.org/rule";
  check.remedy_changes = GeneratedPart::kState;
  Observations seen = Seen();
  Add(seen.At(experiments::kAlone), Making{.is_known = true, .generator = {"mypyc", ""}});
  const Finding finding = Judge(check, seen, Control());
  EXPECT_TRUE(RemedyOf(check, finding).starts_with("Nothing that its author can do with mypyc"));
  EXPECT_EQ(LinkOf(check, finding), "https://github.com/mypyc/mypyc/issues/980");
  check.remedy_changes = GeneratedPart::kNothing;
  EXPECT_EQ(RemedyOf(check, Judge(check, seen, Control())), "Move the static.");
  EXPECT_EQ(LinkOf(check, Judge(check, seen, Control())), "https://example.org/rule");
}

TEST(JudgeTest, ChargesACrashToTheCheckThatAnswersForItsStage) {
  Observations seen = Seen();
  seen.At(experiments::kMainFirst) = CrashedRecord({stages::kImport, test_stages::kWalk}, SIGSEGV);
  seen.At(experiments::kMainFirst).stages.back().interpreter = 2;
  seen.At(experiments::kMainFirst).output = "Fatal Python error: none";
  const Finding finding = Judge(kPassing, seen, Control());
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.severity, Severity::kBreaks);
  EXPECT_EQ(finding.message, "crashed with SIGSEGV while walking its objects in interpreter 2");
  ASSERT_EQ(finding.evidence.size(), 1U);
  EXPECT_EQ(finding.evidence[0].signal, "SIGSEGV");
  EXPECT_EQ(finding.evidence[0].interpreters, std::vector<int>{2});
  EXPECT_TRUE(Mentions(finding.evidence[0].text, "Fatal Python error: none"));
}

TEST(JudgeTest, QuotesWhatAProcessSaidOfItsEnd) {
  const auto said_of = [](const char* output) {
    Observations seen = Seen();
    seen.At(experiments::kMainFirst) =
        CrashedRecord({stages::kImport, test_stages::kWalk}, SIGABRT);
    seen.At(experiments::kMainFirst).output = output;
    const Finding finding = Judge(kPassing, seen, Control());
    const std::string text = finding.evidence.at(0).text;
    const auto at = text.find("; it wrote: ");
    return at == std::string::npos ? "" : text.substr(at + 12);
  };
  EXPECT_EQ(said_of(""), "");
  EXPECT_EQ(said_of(" \n\n"), "");
  EXPECT_EQ(said_of("hello\nfree(): invalid pointer\n\n"), "free(): invalid pointer");
  EXPECT_EQ(said_of("hello\nFatal Python error: f: lost\nPython runtime state: initialized\n\n"
                    "  <no Python frame>\n"),
            "Fatal Python error: f: lost");
  EXPECT_EQ(said_of("gc.c:94: gc_decref: Assertion \"n > 0\" failed: too small\nobject: ...\n\n"
                    "Fatal Python error: _PyObject_AssertFailed: _PyObject_AssertFailed\n"),
            "gc.c:94: gc_decref: Assertion \"n > 0\" failed: too small");
}

TEST(JudgeTest, ChargesEachBadEndingOfEitherOrder) {
  for (const Ending ending : {Ending::kExited, Ending::kSignalled, Ending::kTimedOut,
                              Ending::kTooMuch, Ending::kChannelLost}) {
    for (const ExperimentId order : experiments::kSideBySide) {
      Observations seen = Seen();
      seen.At(order) = CompleteRecord({stages::kImport, test_stages::kWalk});
      seen.At(order).ending = ending;
      const Finding finding = Judge(kPassing, seen, Control());
      EXPECT_EQ(finding.verdict, Verdict::kFail) << nlohmann::json(ending);
      EXPECT_EQ(finding.severity, Severity::kBreaks);
    }
  }
}

TEST(JudgeTest, CannotTellOfWhatWasStillGettingOnWhenItsTimeWasUp) {
  Observations seen = Seen();
  seen.At(experiments::kMainLast) = CompleteRecord({stages::kImport, test_stages::kWalk});
  seen.At(experiments::kMainLast).ending = Ending::kTooLong;
  seen.At(experiments::kMainLast).limit_s = 300;
  const Finding finding = Judge(kPassing, seen, Control());
  EXPECT_EQ(finding.verdict, Verdict::kInconclusive);
  EXPECT_TRUE(Mentions(finding.message, "was not done after 300 s"));
}

TEST(JudgeTest, CannotTellWhereTheExperimentBrokeBeforeTheStagesOfTheCheck) {
  Observations seen = Seen();
  seen.At(experiments::kMainFirst) = CrashedRecord({stages::kImport, test_stages::kRaise}, SIGSEGV);
  const Finding finding = Judge(kPassing, seen, Control());
  EXPECT_EQ(finding.verdict, Verdict::kInconclusive);
  EXPECT_TRUE(Mentions(finding.message, "crashed with SIGSEGV while making it raise"));
}

TEST(JudgeTest, CannotTellWhereTheExperimentBrokeInAStageOfTheCheck) {
  Check check = kPassing;
  check.answers_for = {};
  Observations seen = Seen();
  seen.At(experiments::kMainFirst) = CrashedRecord({stages::kImport, test_stages::kWalk}, SIGSEGV);
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kInconclusive);
}

TEST(JudgeTest, StillTellsWhereTheExperimentBrokeAfterTheStagesOfTheCheck) {
  Observations seen = Seen();
  seen.At(experiments::kMainFirst) =
      CrashedRecord({stages::kImport, test_stages::kWalk, test_stages::kUse}, SIGSEGV);
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kPass);
  EXPECT_EQ(Judge(kFailingForTarget, seen, Control()).verdict, Verdict::kFail);
}

TEST(JudgeTest, KeepsAFailureOfAnExperimentThatBrokeLater) {
  Observations seen = Seen();
  seen.At(experiments::kMainFirst) = CrashedRecord({stages::kImport, test_stages::kRaise}, SIGSEGV);
  EXPECT_EQ(Judge(kFailingForTarget, seen, Control()).verdict, Verdict::kFail);
}

TEST(JudgeTest, WantsNoStagesOfMainLastThatItDoesNotHave) {
  Check check = kPassing;
  check.stages = {stages::kImport, test_stages::kReimport};
  check.answers_for = {};
  Observations seen = Seen();
  seen.At(experiments::kMainLast) = CrashedRecord({stages::kImport, test_stages::kUse}, SIGSEGV);
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kPass);
  seen.At(experiments::kMainFirst) = CrashedRecord({stages::kImport, test_stages::kUse}, SIGSEGV);
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kInconclusive);
}

TEST(JudgeTest, PassesOnAnErrorOfTheHarness) {
  Observations seen = Seen();
  seen.At(experiments::kMainLast).harness_error = "no gc.get_referents";
  for (const Check* check : {&kPassing, &kFailing}) {
    const Finding finding = Judge(*check, seen, Control());
    EXPECT_EQ(finding.verdict, Verdict::kHarnessError);
    EXPECT_EQ(finding.message, "no gc.get_referents");
  }
}

TEST(JudgeTest, ExcusesWhatTheControlShowsToo) {
  const Finding finding = Judge(kFailing, Seen(), Control());
  EXPECT_EQ(finding.verdict, Verdict::kInconclusive);
  EXPECT_TRUE(Mentions(finding.message, "the control, with no extension at all, shows the same"));
}

TEST(JudgeTest, ExcusesACrashThatTheControlShowsToo) {
  Observations seen = Seen(), control = Control();
  seen.At(experiments::kMainFirst) = control.At(experiments::kMainFirst) =
      CrashedRecord({stages::kImport, test_stages::kWalk}, SIGABRT);
  EXPECT_EQ(Judge(kPassing, seen, control).verdict, Verdict::kInconclusive);
}

TEST(JudgeTest, ExcusesNoOtherFaultOfTheControl) {
  Observations control = Control();
  control.At(experiments::kMainFirst) =
      CrashedRecord({stages::kImport, test_stages::kWalk, test_stages::kEnd}, SIGABRT);
  EXPECT_EQ(Judge(kFailingForTarget, Seen(), control).verdict, Verdict::kFail);
}

TEST(JudgeTest, ExcusesACrashThatNeedsNoSecondInterpreter) {
  Observations seen = Seen();
  seen.At(experiments::kMainFirst) = CrashedRecord({stages::kImport, test_stages::kWalk}, SIGSEGV);
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kFail);
  seen.At(experiments::kAlone) = CrashedRecord({stages::kImport, test_stages::kWalk}, SIGSEGV);
  const Finding finding = Judge(kPassing, seen, Control());
  EXPECT_EQ(finding.verdict, Verdict::kInconclusive);
  EXPECT_TRUE(Mentions(finding.message, "so it does alone: in a single interpreter"));
}

TEST(JudgeTest, ExcusesNoOtherCrashByOneOfTheTargetAlone) {
  Observations seen = Seen();
  seen.At(experiments::kMainFirst) = CrashedRecord({stages::kImport, test_stages::kWalk}, SIGSEGV);
  seen.At(experiments::kAlone) = CrashedRecord({stages::kImport, test_stages::kUse}, SIGSEGV);
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kFail);
}

TEST(JudgeTest, CannotTellWhatCallsShowThatBreakAlone) {
  Check check = kPassing;
  check.stages = {stages::kImport, test_stages::kUse};
  check.judge = [](const Observations&) { return NotApplicable("no call is known"); };
  EXPECT_EQ(Judge(check, Seen(), Control()).verdict, Verdict::kNotApplicable);
  Observations seen = Seen();
  seen.At(experiments::kAlone) = CrashedRecord({stages::kImport, test_stages::kRaise}, SIGSEGV);
  EXPECT_TRUE(Mentions(Judge(check, seen, Control()).message,
                       "its calls were not tried: in a single interpreter it crashed"));
  check.stages = {stages::kImport, test_stages::kWalk};
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kNotApplicable);
}

TEST(JudgeTest, JudgesAConfigIndependentCheckByTheTargetAlone) {
  Check check = kPassing;
  check.config_independent = true;
  check.experiments = {experiments::kAlone};
  Observations seen = Seen();
  seen.At(experiments::kMainFirst) = seen.At(experiments::kMainLast) =
      CrashedRecord({stages::kImport, test_stages::kWalk}, SIGSEGV);
  EXPECT_EQ(Judge(check, seen, {}).verdict, Verdict::kPass);
  seen.At(experiments::kAlone) = CrashedRecord({stages::kImport, test_stages::kWalk}, SIGSEGV);
  EXPECT_EQ(Judge(check, seen, {}).verdict, Verdict::kFail);
  check.judge = kFailing.judge;
  EXPECT_EQ(Judge(check, Seen(), {}).verdict, Verdict::kFail);
}

// The registry's own answers: a crash in a stage of an experiment is a failure of the one check
// that answers for it, and of no other.
TEST(JudgeTest, ChargesEachStageOfEachExperimentToOneCheckOfTheRegistry) {
  for (const Experiment& experiment : AllExperiments()) {
    if (experiment.id == experiments::kAlone) continue;  // no matter of isolation
    if (experiment.probe) continue;                      // charged to nobody
    std::vector<Stage> broken = experiment.stages;
    broken.push_back(stages::kNone);
    for (const Stage& stage : broken) {
      Observations seen = LoadedEverywhere();
      Record& record = seen.At(experiment.id);
      record.ending = Ending::kSignalled;
      record.signal = SIGSEGV;
      record.stages = {Position::At(stages::kCreate, 1), Position::At(stage, 1)};
      int charged = 0;
      for (const Check& check : AllChecks()) {
        if (check.judge_against && !check.AnswersFor(experiment.id, record.last())) continue;
        const Finding finding = Judge(check, seen, Control());
        charged += finding.verdict == Verdict::kFail && finding.severity == Severity::kBreaks &&
                   finding.message == DescribeEnding(record);
      }
      EXPECT_EQ(charged, 1) << stage.id << " in " << experiment.id;
    }
  }
}

}  // namespace
}  // namespace isograde
