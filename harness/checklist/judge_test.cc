#include "checklist/judge.h"

#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "suites/loading/import_stage.h"
#include "testing/mentions.h"
#include "testing/observed.h"

namespace isograde {
namespace {

// A check that reads the stages import and walk, answers for walk, and says what it is told to.
template <Verdict verdict>
Check Saying() {
  return {.id = "suite/check",
          .level = StateLevel::kModule,
          .severity = Severity::kHygiene,
          .stages = {Stage::kImport, Stage::kWalk},
          .answers_for = {Stage::kWalk},
          .judge = [](const Observations&) {
            Finding finding;
            finding.verdict = verdict;
            finding.message = "said";
            return finding;
          }};
}

const Check kPassing = Saying<Verdict::kPass>();
const Check kFailing = Saying<Verdict::kFail>();

// Fails where the target is not the control.
const Check kFailingForTarget = [] {
  Check check = kPassing;
  check.judge = [](const Observations& seen) {
    return seen.target.name == "control" ? Pass() : Fail("found");
  };
  return check;
}();

Observations Control() {
  Observations control{.target = {.name = "control"}};
  control.alone = control.main_first = control.main_last = CompleteRecord();
  return control;
}

Observations Seen() { return LoadedEverywhere(); }

TEST(JudgeTest, AsksNothingThatTheControlCannotShow) {
  Check check = kFailing;
  check.experiments = {Experiment::kLastLoaderEnds};
  const Finding finding = Judge(check, Seen(), Control());
  EXPECT_EQ(finding.verdict, Verdict::kNotApplicable);
  EXPECT_TRUE(Mentions(finding.message, "no extension at all"));
}

TEST(JudgeTest, TellsACrashOfWhatTheTargetImports) {
  Check check = kPassing;
  check.experiments = {Experiment::kParallelImport};
  Observations seen = Seen();
  seen.needed = {"_datetime"};
  const Record crash = CrashedRecord({Stage::kImport, Stage::kWalk}, SIGABRT);
  seen.Of(Experiment::kParallelImport) = crash;
  seen.without[Experiment::kParallelImport] = CompleteRecord();
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kFail);
  seen.without[Experiment::kParallelImport] = crash;
  seen.without[Experiment::kParallelImport].ending = Ending::kTooLong;
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kFail) << "slow is not broken";
  seen.without[Experiment::kParallelImport] = crash;
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kInconclusive);
  EXPECT_TRUE(
      Mentions(Judge(check, seen, Control()).message, "with only _datetime imported or used"));
}

TEST(JudgeTest, ReadsTheExperimentsOfTheCheck) {
  Check check = kPassing;
  check.experiments = {Experiment::kCycles};
  Observations seen = Seen();
  seen.Of(Experiment::kCycles) = CrashedRecord({Stage::kImport, Stage::kWalk}, SIGSEGV);
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

TEST(JudgeTest, ChargesACrashToTheCheckThatAnswersForItsStage) {
  Observations seen = Seen();
  seen.main_first = CrashedRecord({Stage::kImport, Stage::kWalk}, SIGSEGV);
  seen.main_first.stages.back().interpreter = 2;
  seen.main_first.output = "Fatal Python error: none";
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
    seen.main_first = CrashedRecord({Stage::kImport, Stage::kWalk}, SIGABRT);
    seen.main_first.output = output;
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
    for (Record Observations::*order : {&Observations::main_first, &Observations::main_last}) {
      Observations seen = Seen();
      seen.*order = CompleteRecord({Stage::kImport, Stage::kWalk});
      (seen.*order).ending = ending;
      const Finding finding = Judge(kPassing, seen, Control());
      EXPECT_EQ(finding.verdict, Verdict::kFail) << nlohmann::json(ending);
      EXPECT_EQ(finding.severity, Severity::kBreaks);
    }
  }
}

TEST(JudgeTest, CannotTellOfWhatWasStillGettingOnWhenItsTimeWasUp) {
  Observations seen = Seen();
  seen.main_last = CompleteRecord({Stage::kImport, Stage::kWalk});
  seen.main_last.ending = Ending::kTooLong;
  seen.main_last.limit_s = 300;
  const Finding finding = Judge(kPassing, seen, Control());
  EXPECT_EQ(finding.verdict, Verdict::kInconclusive);
  EXPECT_TRUE(Mentions(finding.message, "was not done after 300 s"));
}

TEST(JudgeTest, CannotTellWhereTheExperimentBrokeBeforeTheStagesOfTheCheck) {
  Observations seen = Seen();
  seen.main_first = CrashedRecord({Stage::kImport, Stage::kRaise}, SIGSEGV);
  const Finding finding = Judge(kPassing, seen, Control());
  EXPECT_EQ(finding.verdict, Verdict::kInconclusive);
  EXPECT_TRUE(Mentions(finding.message, "crashed with SIGSEGV while making it raise"));
}

TEST(JudgeTest, CannotTellWhereTheExperimentBrokeInAStageOfTheCheck) {
  Check check = kPassing;
  check.answers_for = {};
  Observations seen = Seen();
  seen.main_first = CrashedRecord({Stage::kImport, Stage::kWalk}, SIGSEGV);
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kInconclusive);
}

TEST(JudgeTest, StillTellsWhereTheExperimentBrokeAfterTheStagesOfTheCheck) {
  Observations seen = Seen();
  seen.main_first = CrashedRecord({Stage::kImport, Stage::kWalk, Stage::kUse}, SIGSEGV);
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kPass);
  EXPECT_EQ(Judge(kFailingForTarget, seen, Control()).verdict, Verdict::kFail);
}

TEST(JudgeTest, KeepsAFailureOfAnExperimentThatBrokeLater) {
  Observations seen = Seen();
  seen.main_first = CrashedRecord({Stage::kImport, Stage::kRaise}, SIGSEGV);
  EXPECT_EQ(Judge(kFailingForTarget, seen, Control()).verdict, Verdict::kFail);
}

TEST(JudgeTest, WantsNoStagesOfMainLastThatItDoesNotHave) {
  Check check = kPassing;
  check.stages = {Stage::kImport, Stage::kReimport};
  check.answers_for = {};
  Observations seen = Seen();
  seen.main_last = CrashedRecord({Stage::kImport, Stage::kUse}, SIGSEGV);
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kPass);
  seen.main_first = CrashedRecord({Stage::kImport, Stage::kUse}, SIGSEGV);
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kInconclusive);
}

TEST(JudgeTest, PassesOnAnErrorOfTheHarness) {
  Observations seen = Seen();
  seen.main_last.harness_error = "no gc.get_referents";
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
  seen.main_first = control.main_first = CrashedRecord({Stage::kImport, Stage::kWalk}, SIGABRT);
  EXPECT_EQ(Judge(kPassing, seen, control).verdict, Verdict::kInconclusive);
}

TEST(JudgeTest, ExcusesNoOtherFaultOfTheControl) {
  Observations control = Control();
  control.main_first = CrashedRecord({Stage::kImport, Stage::kWalk, Stage::kEnd}, SIGABRT);
  EXPECT_EQ(Judge(kFailingForTarget, Seen(), control).verdict, Verdict::kFail);
}

TEST(JudgeTest, ExcusesACrashThatNeedsNoSecondInterpreter) {
  Observations seen = Seen();
  seen.main_first = CrashedRecord({Stage::kImport, Stage::kWalk}, SIGSEGV);
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kFail);
  seen.alone = CrashedRecord({Stage::kImport, Stage::kWalk}, SIGSEGV);
  const Finding finding = Judge(kPassing, seen, Control());
  EXPECT_EQ(finding.verdict, Verdict::kInconclusive);
  EXPECT_TRUE(Mentions(finding.message, "so it does alone: in a single interpreter"));
}

TEST(JudgeTest, ExcusesNoOtherCrashByOneOfTheTargetAlone) {
  Observations seen = Seen();
  seen.main_first = CrashedRecord({Stage::kImport, Stage::kWalk}, SIGSEGV);
  seen.alone = CrashedRecord({Stage::kImport, Stage::kUse}, SIGSEGV);
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kFail);
}

TEST(JudgeTest, CannotTellWhatCallsShowThatBreakAlone) {
  Check check = kPassing;
  check.stages = {Stage::kImport, Stage::kUse};
  check.judge = [](const Observations&) { return NotApplicable("no call is known"); };
  EXPECT_EQ(Judge(check, Seen(), Control()).verdict, Verdict::kNotApplicable);
  Observations seen = Seen();
  seen.alone = CrashedRecord({Stage::kImport, Stage::kRaise}, SIGSEGV);
  EXPECT_TRUE(Mentions(Judge(check, seen, Control()).message,
                       "its calls were not tried: in a single interpreter it crashed"));
  check.stages = {Stage::kImport, Stage::kWalk};
  EXPECT_EQ(Judge(check, seen, Control()).verdict, Verdict::kNotApplicable);
}

TEST(JudgeTest, JudgesAConfigIndependentCheckByTheTargetAlone) {
  Check check = kPassing;
  check.config_independent = true;
  check.experiments = {Experiment::kAlone};
  Observations seen = Seen();
  seen.main_first = seen.main_last = CrashedRecord({Stage::kImport, Stage::kWalk}, SIGSEGV);
  EXPECT_EQ(Judge(check, seen, {}).verdict, Verdict::kPass);
  seen.alone = CrashedRecord({Stage::kImport, Stage::kWalk}, SIGSEGV);
  EXPECT_EQ(Judge(check, seen, {}).verdict, Verdict::kFail);
  check.judge = kFailing.judge;
  EXPECT_EQ(Judge(check, Seen(), {}).verdict, Verdict::kFail);
}

// The registry's own answers: a crash in a stage is a failure of the one check that answers for it,
// and of no other.
TEST(JudgeTest, ChargesEachStageToOneCheckOfTheRegistry) {
  for (int i = 0; i < static_cast<int>(Stage::kEnd); ++i) {
    const auto stage = static_cast<Stage>(i);
    if (stage == Stage::kDeclare || stage == Stage::kCApi) continue;  // of the target alone
    Observations seen = LoadedEverywhere();
    seen.main_first.ending = Ending::kSignalled;
    seen.main_first.signal = SIGSEGV;
    seen.main_first.stages = {{Stage::kCreate, 1, {}}, {stage, 1, {}}};
    if (stage == Stage::kNone) seen.main_first.stages.clear();
    int charged = 0;
    for (const Check& check : AllChecks()) {
      const Finding finding = Judge(check, seen, Control());
      charged += finding.verdict == Verdict::kFail && finding.severity == Severity::kBreaks &&
                 finding.message == DescribeEnding(seen.main_first);
    }
    EXPECT_EQ(charged, 1) << nlohmann::json(stage);
  }
}

}  // namespace
}  // namespace isograde
