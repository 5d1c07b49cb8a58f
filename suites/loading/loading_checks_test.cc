#include <gtest/gtest.h>

#include <csignal>
#include <functional>
#include <string>

#include "checklist/declaration.h"
#include "checklist/demonstrated.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/loading/import_recorder.h"
#include "testing/mentions.h"
#include "testing/observed.h"

namespace isograde {
namespace {

const RaisedException kValueError{"ValueError", "no", false};

// Loaded everywhere, but for one more outcome, of the order in which main imports first.
Observations And(const ImportOutcome& outcome, Observations seen = LoadedEverywhere()) {
  Add(seen.At(experiments::kMainFirst), outcome);
  return seen;
}

Observations Unimportable() {
  Observations seen{.target = {.name = "m"}};
  seen.At(experiments::kAlone) = CompleteRecord();
  Add(seen.At(experiments::kAlone), ImportOutcome{.raised = kValueError});
  seen.At(experiments::kMainFirst) = seen.At(experiments::kMainLast) = seen.At(experiments::kAlone);
  return seen;
}

Observations FailingByDependency() {
  Observations seen = RefusedInOthers(InterpreterConfig::kIsolated, "cannot load datetime here");
  Add(seen.At(experiments::kMainFirst), WhoRaised{.interpreter = 1,
                                                  .raised = {"ImportError", "not here", true},
                                                  .module = "_datetime",
                                                  .cause = {"ImportError", "not here", true}});
  return seen;
}

TEST(LoadsInEveryInterpreterTest, Judges) {
  const char* const id = "loading/loads-in-every-interpreter";
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, Unimportable()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, FailingByDependency()).verdict, Verdict::kNotApplicable);
  const Finding finding = JudgedBy(id, And({.interpreter = 4, .raised = kValueError}));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.message, "importing it in interpreter 4 raised ValueError: no");
}

TEST(LoadsInEveryInterpreterTest, ObjectsToProcessesThatAreLeft) {
  const char* const id = "loading/loads-in-every-interpreter";
  EXPECT_EQ(JudgedBy(id, And({.interpreter = 1, .loaded = true, .processes_left = 1})).verdict,
            Verdict::kFail);
  Observations seen = LoadedEverywhere();
  seen.At(experiments::kMainLast).processes_left = 1;
  EXPECT_EQ(JudgedBy(id, seen).verdict, Verdict::kFail);
}

TEST(LoadsInAnyOrderTest, Judges) {
  const char* const id = "loading/loads-in-any-order";
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kPass) << "the same in both orders";
  EXPECT_EQ(JudgedBy(id, Unimportable()).verdict, Verdict::kNotApplicable);
  Observations only_after_main = LoadedEverywhere();
  only_after_main.At(experiments::kMainLast) = RefusedInOthers().At(experiments::kMainLast);
  EXPECT_EQ(JudgedBy(id, only_after_main).verdict, Verdict::kFail);
  Observations one_order = LoadedEverywhere();
  one_order.At(experiments::kMainLast) = CompleteRecord();
  EXPECT_EQ(JudgedBy(id, one_order).verdict, Verdict::kInconclusive);
}

TEST(LoadsInAnyOrderTest, AcceptsAModuleThatServesWhoeverComesFirst) {
  const RaisedException refusal{"ImportError", "once per process", true};
  Observations seen = LoadedEverywhere();
  seen.At(experiments::kMainFirst) = seen.At(experiments::kMainLast) = CompleteRecord();
  Add(seen.At(experiments::kMainFirst), ImportOutcome{.interpreter = 0, .loaded = true});
  Add(seen.At(experiments::kMainFirst), ImportOutcome{.interpreter = 1, .raised = refusal});
  Add(seen.At(experiments::kMainLast), ImportOutcome{.interpreter = 1, .loaded = true});
  Add(seen.At(experiments::kMainLast), ImportOutcome{.interpreter = 0, .raised = refusal});
  EXPECT_EQ(JudgedBy("loading/loads-in-any-order", seen).verdict, Verdict::kPass);
}

TEST(LoadsInAnyOrderTest, FailsAModuleThatARefusedAttemptTakesFromMain) {
  const RaisedException refusal{"ImportError", "once per process", true};
  Observations seen = LoadedEverywhere();
  seen.At(experiments::kMainFirst) = seen.At(experiments::kMainLast) = CompleteRecord();
  Add(seen.At(experiments::kMainFirst), ImportOutcome{.interpreter = 0, .loaded = true});
  Add(seen.At(experiments::kMainFirst), ImportOutcome{.interpreter = 1, .raised = refusal});
  Add(seen.At(experiments::kMainLast), ImportOutcome{.interpreter = 1, .raised = refusal});
  Add(seen.At(experiments::kMainLast), ImportOutcome{.interpreter = 0, .raised = refusal});
  const Finding finding = JudgedBy("loading/loads-in-any-order", seen);
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.severity, Severity::kContaminates);

  Observations served = seen;  // its package is first come, first served, and somebody came first
  served.At(experiments::kMainLast) = CompleteRecord();
  Add(served.At(experiments::kMainLast),
      ImportOutcome{.interpreter = 1, .raised = refusal, .siblings = {"m._core"}});
  Add(served.At(experiments::kMainLast), ImportOutcome{.interpreter = 0, .raised = refusal});
  EXPECT_EQ(JudgedBy("loading/loads-in-any-order", served).verdict, Verdict::kPass);
}

TEST(LoadsInAnyOrderTest, HasNothingToSayOfWhatMainLoadsAtItsStart) {
  Observations seen = LoadedEverywhere();
  seen.At(experiments::kAlone) = CompleteRecord();
  Add(seen.At(experiments::kAlone), ImportOutcome{.loaded = true, .was_loaded = true});
  EXPECT_EQ(JudgedBy("loading/loads-in-any-order", seen).verdict, Verdict::kNotApplicable);
}

TEST(LoadsInAnyOrderTest, FailsWhatMainHasToImportFirst) {
  Observations seen = LoadedEverywhere();
  seen.At(experiments::kMainLast) = CompleteRecord();
  const RaisedException missing{"ImportError", "cannot import name", true};
  Add(seen.At(experiments::kMainLast), ImportOutcome{.interpreter = 1, .raised = missing});
  // What 3.13's run of PyInit in main has left there.
  Add(seen.At(experiments::kMainLast), ImportOutcome{.was_loaded = true, .raised = missing});
  EXPECT_EQ(JudgedBy("loading/loads-in-any-order", seen).verdict, Verdict::kFail);
}

TEST(SameImplementationTest, Judges) {
  const char* const id = "loading/same-implementation";
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, Unimportable()).verdict, Verdict::kNotApplicable);
  const Finding finding =
      JudgedBy(id, And({.interpreter = 2, .loaded = true, .differences = {"Error is missing"}}));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(finding.message, "in interpreter 2: Error is missing"));
}

TEST(OutcomesTest, TellTheWorstThatFurtherInterpretersShowed) {
  EXPECT_EQ(DemonstratedIn(LoadedEverywhere()), LoadOutcome::kLoads);
  EXPECT_EQ(DemonstratedIn(RefusedInOthers()), LoadOutcome::kRefuses);
  EXPECT_EQ(DemonstratedIn(And({.interpreter = 4, .raised = kValueError}, RefusedInOthers())),
            LoadOutcome::kFails);
  EXPECT_EQ(DemonstratedIn(Unimportable()), std::nullopt) << "main is no further interpreter";
  Observations crashed = RefusedInOthers();
  crashed.At(experiments::kMainFirst).ending = Ending::kSignalled;
  EXPECT_EQ(DemonstratedIn(crashed), LoadOutcome::kCrashes);
  crashed.At(experiments::kMainFirst).stages.push_back(Position::At(stages::kUse, 1));
  EXPECT_EQ(DemonstratedIn(crashed), LoadOutcome::kRefuses)
      << "a crash after the import is no matter of loading";
}

TEST(OutcomesTest, TellOfOneExperimentWhetherItLoadsEverywhere) {
  Observations seen = LoadedEverywhere();
  EXPECT_TRUE(LoadsEverywhere(seen.At(experiments::kMainFirst)));
  EXPECT_FALSE(LoadsEverywhere(RefusedInOthers().At(experiments::kMainFirst)));
  EXPECT_FALSE(LoadsEverywhere(CrashedRecord({stages::kImport}, SIGSEGV)));
  EXPECT_FALSE(LoadsEverywhere(CrashedRecord({}, SIGSEGV))) << "before the import";
}

TEST(OutcomesTest, TellTheDependencyThatFailed) {
  EXPECT_EQ(FailingDependency(FailingByDependency()), "_datetime");
  EXPECT_EQ(FailingDependency(RefusedInOthers()), "") << "nobody was asked";
  Observations other = FailingByDependency();
  Add(other.At(experiments::kMainFirst),
      WhoRaised{.interpreter = 2, .module = "m", .is_own = true});
  EXPECT_EQ(FailingDependency(other), "") << "in another interpreter it raises by itself";
  EXPECT_EQ(FailingDependency(LoadedEverywhere()), "");
}

TEST(OutcomesTest, TellARefusalThatTheTargetHandsOnAsOne) {
  Observations seen = And({.interpreter = 4, .raised = kValueError}, RefusedInOthers());
  EXPECT_EQ(DemonstratedIn(seen), LoadOutcome::kFails);
  const RaisedException refused{"ImportError", "not here", true};
  Add(seen.At(experiments::kMainFirst),
      WhoRaised{.interpreter = 4, .module = "other", .cause = refused});
  EXPECT_EQ(DemonstratedIn(seen), LoadOutcome::kRefuses);
}

// A builtin single-phase module on 3.12, where main has not imported it before (gh-119450).
TEST(OutcomesTest, TellThatItLoadsWhereCPythonsCheckLetsItIn) {
  Observations seen = LoadedEverywhere(InterpreterConfig::kIsolated);
  seen.At(experiments::kMainFirst) = RefusedInOthers().At(experiments::kMainFirst);
  EXPECT_EQ(DemonstratedIn(seen), LoadOutcome::kRefuses);
  Add(seen.At(experiments::kAlone), Declaration{.init = "single-phase"});
  EXPECT_EQ(DemonstratedIn(seen), LoadOutcome::kLoads);
  EXPECT_EQ(TurnedAwayByCPython(seen), "");
}

TEST(OutcomesTest, TellAHang) {
  Observations seen = LoadedEverywhere();
  seen.At(experiments::kMainLast) = CompleteRecord({stages::kImport});
  seen.At(experiments::kMainLast).ending = Ending::kTimedOut;
  EXPECT_EQ(DemonstratedIn(seen), LoadOutcome::kHangs);
}

TEST(OutcomesTest, TellWhyThereIsNothingToCompare) {
  EXPECT_EQ(NotSeenInSeveral(LoadedEverywhere()), "");
  EXPECT_TRUE(Mentions(NotSeenInSeveral(RefusedInOthers()),
                       "it loads in no further interpreter (ImportError: once per process)"));
  EXPECT_TRUE(Mentions(NotSeenInSeveral(Unimportable()),
                       "the main interpreter cannot import it: ValueError: no"));
  EXPECT_TRUE(Mentions(NotSeenInSeveral(FailingByDependency()), "_datetime"));
  EXPECT_NE(NotSeenInSeveral({}), "");
}

}  // namespace
}  // namespace isograde
