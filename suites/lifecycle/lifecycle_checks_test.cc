#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "checklist/fresh_process.h"
#include "checklist/import_outcome.h"
#include "checklist/judge.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/cast.h"
#include "suites/lifecycle/cycle_experiment.h"
#include "suites/lifecycle/dropped_experiment.h"
#include "suites/lifecycle/ending_experiments.h"
#include "suites/lifecycle/memory_use.h"
#include "suites/lifecycle/reinitialize_experiment.h"
#include "testing/mentions.h"
#include "testing/observed.h"

namespace isograde {
namespace {

Finding Judged(const std::string& id, const Observations& seen, const Observations& control = {}) {
  const Check* check = FindCheck(id);
  if (!check) {
    ADD_FAILURE() << "no check is called " << id;
    return {};
  }
  return Judge(*check, seen, control);
}

Record EndedRecord() {
  Record record = CompleteRecord({stages::kImport, stages::kEnd, stages::kSurvive, stages::kExit});
  Add(record, Ended{1});
  Add(record, LateImport{0, {1}, {}});
  return record;
}

Observations Ending() {
  Observations seen = LoadedEverywhere();
  Add(seen.At(experiments::kAlone),
      UseOutcome{.phase = {CallPhase::kAlone}, .call = "module.f()", .value = "1"});
  seen.At(experiments::kFirstLoaderEnds) = EndedRecord();
  seen.At(experiments::kLastLoaderEnds) = EndedRecord();
  Add(seen.At(experiments::kLastLoaderEnds), LeftAlive{1});
  return seen;
}

TEST(EndsCleanlyTest, Judges) {
  const char* const id = "lifecycle/ends-cleanly";
  EXPECT_EQ(Judged(id, Ending(), Ending()).verdict, Verdict::kPass);
  EXPECT_EQ(Judged(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(Judged(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
  Observations seen = Ending();
  seen.At(experiments::kLastLoaderEnds) = CrashedRecord({stages::kImport, stages::kEnd}, SIGABRT);
  EXPECT_EQ(Judged(id, seen, Ending()).verdict, Verdict::kFail);
  EXPECT_EQ(Judged(id, seen, Ending()).severity, Severity::kBreaks);
  EXPECT_EQ(Judged(id, seen, seen).verdict, Verdict::kNotApplicable) << "as the control does";
}

TEST(EndsCleanlyTest, CountsThoseThatHadLoadedIt) {
  Observations seen = LoadedEverywhere();
  Record& record = seen.At(experiments::kFirstLoaderEnds) = CompleteRecord({stages::kImport});
  Add(record, Ended{1, {"RuntimeError", "main first", false}});
  const Finding finding = Judged("lifecycle/ends-cleanly", seen);
  EXPECT_EQ(finding.verdict, Verdict::kInconclusive);
  EXPECT_TRUE(Mentions(finding.message, "RuntimeError: main first"));
}

TEST(SurvivorsKeepWorkingTest, Judges) {
  const char* const id = "lifecycle/survivors-keep-working";
  EXPECT_EQ(Judged(id, Ending(), Ending()).verdict, Verdict::kPass);
  Observations late = Ending();
  Add(late.At(experiments::kFirstLoaderEnds), LateImport{0, {1}, {.type = "SystemError"}});
  EXPECT_EQ(Judged(id, late, Ending()).verdict, Verdict::kFail);
  for (const UseOutcome& outcome :
       {UseOutcome{.phase = {CallPhase::kAfterEnd, {1}}, .call = "module.f()", .value = "2"},
        UseOutcome{.phase = {CallPhase::kAfterEnd, {1}},
        .call = "module.f()",
        .raised = {.type = "ValueError"}}}) {
    Observations seen = Ending();
    Add(seen.At(experiments::kLastLoaderEnds), outcome);
    EXPECT_EQ(Judged(id, seen, Ending()).verdict, Verdict::kFail);
    EXPECT_TRUE(Mentions(Judged(id, seen, Ending()).message, "after interpreter 1 ended"));
  }
  Observations same = Ending();
  Add(same.At(experiments::kLastLoaderEnds),
      UseOutcome{.phase = {CallPhase::kAfterEnd, {1}}, .call = "module.f()", .value = "1"});
  Add(same.At(experiments::kLastLoaderEnds),
      UseOutcome{.phase = {CallPhase::kBeforeAnyEnd}, .call = "module.f()", .value = "2"});
  EXPECT_EQ(Judged(id, same, Ending()).verdict, Verdict::kPass);
  Observations declined = Ending();
  UseOutcome outcome{.phase = {CallPhase::kAfterEnd, {1}},
                     .interpreter = 2,
                     .call = "module.f()",
                     .raised = {.type = "RuntimeError"},
                     .documented = "RuntimeError",
                     .declined = true};
  Add(declined.At(experiments::kLastLoaderEnds), outcome);
  EXPECT_EQ(Judged(id, declined, Ending()).verdict, Verdict::kPass);
  outcome.declined = false;
  Add(declined.At(experiments::kLastLoaderEnds), outcome);
  EXPECT_EQ(Judged(id, declined, Ending()).verdict, Verdict::kFail);
  Observations hung = Ending();
  hung.At(experiments::kFirstLoaderEnds) = CompleteRecord({stages::kEnd, stages::kSurvive});
  hung.At(experiments::kFirstLoaderEnds).ending = isograde::Ending::kTimedOut;
  EXPECT_EQ(Judged(id, hung, Ending()).verdict, Verdict::kFail);
}

TEST(ProcessExitsCleanlyTest, Judges) {
  const char* const id = "lifecycle/process-exits-cleanly";
  EXPECT_EQ(Judged(id, Ending(), Ending()).verdict, Verdict::kPass);
  Observations code = Ending();
  code.At(experiments::kLastLoaderEnds).exit_code = 1;
  EXPECT_EQ(Judged(id, code, Ending()).verdict, Verdict::kFail);
  Observations crash = Ending();
  crash.At(experiments::kLastLoaderEnds) = CrashedRecord({stages::kEnd, stages::kExit}, SIGSEGV);
  EXPECT_EQ(Judged(id, crash, Ending()).verdict, Verdict::kFail);
  EXPECT_EQ(Judged(id, crash, crash).verdict, Verdict::kNotApplicable);
}

TEST(ModuleIsCollectedTest, Judges) {
  const char* const id = "lifecycle/module-is-collected";
  const auto with = [](const Collection& collection) {
    Observations seen = LoadedEverywhere();
    seen.At(experiments::kDropped) = CompleteRecord({stages::kCollect});
    Add(seen.At(experiments::kDropped), collection);
    return seen;
  };
  EXPECT_EQ(Judged(id, with({.module_gone = true})).verdict, Verdict::kPass);
  EXPECT_EQ(Judged(id, with({.module_gone = true, .has_free = true, .freed = 1})).verdict,
            Verdict::kPass);
  EXPECT_EQ(Judged(id, with({.module_gone = true, .has_free = true})).verdict, Verdict::kFail);
  EXPECT_EQ(Judged(id, with({.module_gone = false})).verdict, Verdict::kFail);
  EXPECT_EQ(Judged(id, with({.kept_by = {"module x"}, .kept_by_others = true})).verdict,
            Verdict::kInconclusive);
  const Finding unseen = Judged(id, with({.not_referable = "types.SimpleNamespace"}));
  EXPECT_EQ(unseen.verdict, Verdict::kNotApplicable);
  EXPECT_TRUE(Mentions(unseen.message, "types.SimpleNamespace"));
  EXPECT_EQ(Judged(id, LoadedEverywhere()).verdict, Verdict::kInconclusive);
}

Growth Row(int rounds, double blocks, double noise) {
  Growth growth{.rounds = rounds};
  for (const Gauge& gauge : Gauges()) {
    growth.gauges.push_back(gauge);
    growth.values.emplace_back();
    for (int cycle = 0; cycle < 6; ++cycle) {
      const bool grows = gauge.name == "blocks";
      growth.values.back().push_back(1000 +
                                     (grows ? blocks * cycle + noise * (cycle % 2 ? 1 : -1) : 0));
    }
  }
  return growth;
}

// Blocks that one cycle leaves behind, and one with four rounds.
Observations Growing(double once, double four_times, double noise = 0) {
  Observations seen = LoadedEverywhere();
  Record& record = seen.At(experiments::kCycles) = CompleteRecord({stages::kCycle});
  Add(record, Row(1, once, noise));
  Add(record, Row(4, four_times, noise));
  return seen;
}

TEST(CyclesDoNotLeakTest, Judges) {
  const char* const id = "lifecycle/cycles-do-not-leak";
  EXPECT_EQ(Judged(id, Growing(0, 0), Growing(0, 0)).verdict, Verdict::kPass);
  EXPECT_EQ(Judged(id, Growing(1, 1), Growing(0, 0)).verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(Judged(id, Growing(1, 1), Growing(0, 0)).message,
                       "each interpreter leaves behind 1 memory blocks"));
  EXPECT_EQ(Judged(id, Growing(12, 12), Growing(12, 12)).verdict, Verdict::kPass);
  EXPECT_EQ(Judged(id, Growing(13, 13), Growing(12, 12)).verdict, Verdict::kFail);
  EXPECT_EQ(Judged(id, Growing(1, 1, 40), Growing(0, 0)).verdict, Verdict::kInconclusive);
  EXPECT_EQ(Judged(id, LoadedEverywhere(), Growing(0, 0)).verdict, Verdict::kNotApplicable);
}

TEST(CyclesDoNotLeakTest, TellsOfAnImportThatWorkedBefore) {
  const char* const id = "lifecycle/cycles-do-not-leak";
  const auto with = [&](const CycleFailure& failure) {
    Observations seen = Growing(0, 0);
    Add(seen.At(experiments::kCycles), failure);
    return Judged(id, seen, Growing(0, 0));
  };
  const RaisedException name_error{"NameError", "no name", false};
  const CycleFailure failure{.interpreter = 3, .loaded_in = 1, .raised = name_error};
  EXPECT_EQ(with(failure).verdict, Verdict::kFail);
  EXPECT_EQ(with(failure).severity, Severity::kBreaks);
  EXPECT_TRUE(Mentions(with(failure).message, "in interpreter 3 importing it raises NameError"));
}

// Only the same exception of what it imports, without it, excuses one.
TEST(CyclesDoNotLeakTest, BlamesNoModuleForWhatItsImportsRaise) {
  Observations seen = Growing(0, 0);
  CycleFailure failure{.interpreter = 3, .loaded_in = 1, .raised = {"NameError", "no name", false}};
  Add(seen.At(experiments::kCycles), failure);
  Record& without = seen.without[std::string(experiments::kCycles)] = CompleteRecord();
  Add(without, failure);
  EXPECT_EQ(Judged("lifecycle/cycles-do-not-leak", seen, Growing(0, 0)).verdict,
            Verdict::kInconclusive);
  without.observations = {};
  failure.raised.message = "something else";
  Add(without, failure);
  EXPECT_EQ(Judged("lifecycle/cycles-do-not-leak", seen, Growing(0, 0)).verdict, Verdict::kFail);
}

TEST(SurvivorsKeepWorkingTest, BlamesNoModuleForWhatItsImportsRaise) {
  Observations seen = LoadedEverywhere();
  const LateImport late{.interpreter = 0, .ended = {1}, .raised = {"NameError", "no name", false}};
  const std::string ends(experiments::kFirstLoaderEnds);
  seen.At(ends) = CompleteRecord();
  Add(seen.At(ends), late);
  EXPECT_EQ(JudgedBy("lifecycle/survivors-keep-working", seen).verdict, Verdict::kFail);
  seen.without[ends] = seen.At(ends);
  EXPECT_EQ(JudgedBy("lifecycle/survivors-keep-working", seen).verdict, Verdict::kInconclusive);
}

TEST(CyclesDoNotLeakTest, AsksNothingOfWhatNeverLoaded) {
  Observations seen = LoadedEverywhere();
  Record& record = seen.At(experiments::kCycles) = CompleteRecord({stages::kCycle});
  Add(record, NoCycles{"it loaded in none of them"});
  EXPECT_EQ(Judged("lifecycle/cycles-do-not-leak", seen, Growing(0, 0)).verdict,
            Verdict::kNotApplicable);
}

TEST(CyclesDoNotLeakTest, ChargesNoNamesThatCPythonKeeps) {
  const char* const id = "lifecycle/cycles-do-not-leak";
  const Observations control = Growing(2745, 2745);
  EXPECT_EQ(Judged(id, Growing(2769, 2769), control).verdict, Verdict::kPass);
  const Finding finding = Judged(id, Growing(2770, 2773), control);
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(finding.message,
                       "each further import and use in an interpreter leaves "
                       "behind 1 memory blocks"));
}

TEST(SurvivesReinitializationTest, Judges) {
  const char* const id = "lifecycle/survives-reinitialization";
  const auto with = [](std::vector<Round> rounds) {
    Observations seen = LoadedEverywhere();
    Record& record = seen.At(experiments::kReinitialize) = CompleteRecord({stages::kReinitialize});
    for (const Round& round : rounds) Add(record, round);
    return seen;
  };
  const Observations control = with({{1, "", ""}, {2, "", ""}});
  EXPECT_EQ(Judged(id, with({{1, "31", ""}, {2, "31", ""}}), control).verdict, Verdict::kPass);
  const Finding other = Judged(id, with({{1, "31", ""}, {2, "32", ""}}), control);
  EXPECT_EQ(other.verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(other.message, "in round 2 it gave 2; in round 1 it gave 1"));
  EXPECT_EQ(Judged(id, with({{1, "31", ""}, {2, "", "41"}}), control).verdict, Verdict::kFail);
  EXPECT_EQ(Judged(id, with({{1, "", "41"}, {2, "", "41"}}), control).verdict,
            Verdict::kInconclusive);
  const std::string import_error = "496d706f72744572726f723a206e6f";  // "ImportError: no"
  EXPECT_EQ(Judged(id, with({{1, "31", ""}, {2, "", import_error, true}}), control).verdict,
            Verdict::kNotApplicable);
  Observations none = LoadedEverywhere();
  none.At(experiments::kReinitialize) = CompleteRecord();
  Add(none.At(experiments::kReinitialize), NoRounds{"no libpython"});
  EXPECT_EQ(Judged(id, none, control).verdict, Verdict::kNotApplicable);
  Observations crash = with({{1, "31", ""}});
  crash.At(experiments::kReinitialize).ending = isograde::Ending::kSignalled;
  crash.At(experiments::kReinitialize).signal = SIGSEGV;
  EXPECT_EQ(Judged(id, crash, control).verdict, Verdict::kFail);
}

}  // namespace
}  // namespace isograde
