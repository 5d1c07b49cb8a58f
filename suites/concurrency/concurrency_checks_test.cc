#include <gtest/gtest.h>

#include <csignal>
#include <string>

#include "checklist/import_outcome.h"
#include "checklist/judge.h"
#include "suites/concurrency/callback_experiment.h"
#include "suites/concurrency/parallel_experiments.h"
#include "suites/concurrency/scaling.h"
#include "testing/mentions.h"
#include "testing/observed.h"

namespace isograde {
namespace {

Finding Judged(const std::string& id, const Observations& seen) {
  const Check* check = FindCheck(id);
  if (!check) {
    ADD_FAILURE() << "no check is called " << id;
    return {};
  }
  return Judge(*check, seen, {});
}

template <typename T>
Observations With(ExperimentId experiment, const Stage& stage, const T& observation) {
  Observations seen = LoadedEverywhere(InterpreterConfig::kIsolated);
  seen.At(experiment) = CompleteRecord({stage});
  Add(seen.At(experiment), observation);
  return seen;
}

TEST(ParallelImportTest, Judges) {
  const char* const id = "concurrency/parallel-import";
  const auto with = [](const ParallelImport& result) {
    return With(experiments::kParallelImport, stages::kParallelImport, result);
  };
  EXPECT_EQ(Judged(id, with({.interpreter = 1, .imports = 6})).verdict, Verdict::kPass);
  EXPECT_EQ(
      Judged(id, with({.interpreter = 1, .imports = 1, .raised = {.type = "SystemError"}})).verdict,
      Verdict::kFail);
  Observations crash = with({.interpreter = 1, .imports = 6});
  crash.At(experiments::kParallelImport).ending = Ending::kSignalled;
  crash.At(experiments::kParallelImport).signal = SIGSEGV;
  EXPECT_EQ(Judged(id, crash).verdict, Verdict::kFail);
  EXPECT_EQ(Judged(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
}

TEST(ParallelImportTest, AsksNothingOfWhatTheRuntimeMakes) {
  Observations seen = With(experiments::kParallelImport, stages::kParallelImport,
                           ParallelImport{.interpreter = 1, .imports = 1});
  Add(seen.At(experiments::kAlone), SecondImport{.withheld = "the runtime makes it"});
  EXPECT_EQ(Judged("concurrency/parallel-import", seen).verdict, Verdict::kNotApplicable);
}

TEST(ParallelUseAgreesTest, TellsOfAnImportThatWorkedElsewhere) {
  const RaisedException raised{"NameError", "no name", false};
  const ParallelUse not_loaded{.interpreter = 2,
                               .call = "f()",
                               .trouble = "importing it raised NameError: no name",
                               .import_raised = raised};
  Observations seen = With(experiments::kParallelUse, stages::kParallelUse, not_loaded);
  EXPECT_EQ(Judged("concurrency/parallel-use-agrees", seen).verdict, Verdict::kInconclusive);
  Add(seen.At(experiments::kParallelUse),
      ParallelUse{.interpreter = 1, .call = "f()", .serial = "1", .times = 9});
  const Finding finding = Judged("concurrency/parallel-use-agrees", seen);
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(finding.message, "in interpreter 2 importing it raised NameError"));
}

TEST(ParallelUseAgreesTest, Judges) {
  const char* const id = "concurrency/parallel-use-agrees";
  const auto with = [](const ParallelUse& result) {
    return With(experiments::kParallelUse, stages::kParallelUse, result);
  };
  EXPECT_EQ(Judged(id, with({.interpreter = 1, .call = "f()", .serial = "1", .times = 9})).verdict,
            Verdict::kPass);
  const Finding finding = Judged(id, with({.interpreter = 2,
                                           .call = "f()",
                                           .serial = "1",
                                           .times = 9,
                                           .differing = 2,
                                           .different = "3"}));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(finding.message, "2 of 9 calls"));
  EXPECT_EQ(Judged(id, with({.trouble = "no setup"})).verdict, Verdict::kInconclusive);
  EXPECT_EQ(Judged(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
}

TEST(ParallelUseScalesTest, Judges) {
  const char* const id = "concurrency/parallel-use-scales";
  // By round: what two interpreters did at once, where one did 100 and two processes 190.
  const auto with = [](std::vector<double> together, double core = 0.9, int workers = 2) {
    Throughput seen{.workers = workers};
    for (const double rate : together) seen.rounds.push_back({{100, 1}, {190, core}, {rate, 1}});
    return With(experiments::kParallelUse, stages::kParallelUse, seen);
  };
  EXPECT_EQ(Judged(id, with({180, 180, 180})).verdict, Verdict::kPass);
  EXPECT_EQ(Judged(id, with({60, 20, 60})).verdict, Verdict::kFail);
  EXPECT_EQ(Judged(id, with({60, 180, 60, 60, 60})).verdict, Verdict::kFail);
  EXPECT_EQ(Judged(id, with({180, 60, 180})).verdict, Verdict::kInconclusive) << "they disagree";
  EXPECT_EQ(Judged(id, with({60, 60, 60}, 0.6)).verdict, Verdict::kInconclusive) << "no cores";
  EXPECT_EQ(Judged(id, with({180, 180, 180}, 0.6)).verdict, Verdict::kInconclusive) << "no cores";
  EXPECT_EQ(Judged(id, with({50, 50, 50}, 1, 1)).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(Judged(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
}

TEST(CallbacksComeHomeTest, Judges) {
  const char* const id = "concurrency/callbacks-come-home";
  const auto with = [](const CallbackOutcome& outcome) {
    return With(experiments::kCallback, stages::kCallback, outcome);
  };
  EXPECT_EQ(Judged(id, with({.interpreter = 1, .times = 1})).verdict, Verdict::kPass);
  const Finding finding = Judged(
      id, with({.interpreter = 1, .times = 2, .elsewhere = 1, .ran_in = "the main interpreter"}));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(finding.message, "ran in the main interpreter (1 of 2 times)"));
  EXPECT_EQ(Judged(id, with({.interpreter = 1})).verdict, Verdict::kInconclusive) << "never called";
  EXPECT_EQ(Judged(id, with({.interpreter = 1, .raised = {.type = "ValueError"}})).verdict,
            Verdict::kInconclusive);
  EXPECT_EQ(Judged(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
}

}  // namespace
}  // namespace isograde
