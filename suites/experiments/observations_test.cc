#include "checklist/observations.h"
#include "checklist/import_outcome.h"

#include <gtest/gtest.h>

#include <csignal>

#include "checklist/judge.h"
#include "suites/declaration/declaration_recorder.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/identity/probe_recorders.h"
#include "suites/identity/reimport_recorder.h"
#include "suites/identity/share_recorder.h"
#include "testing/observed.h"

namespace isograde {
namespace {

// Something in it for every check to read, and most of them to object to.
Observations Rich() {
  Observations seen = LoadedEverywhere(InterpreterConfig::kStrict);
  Add(seen.At(experiments::kAlone), Declaration{.init = "single-phase",
                                                .multiple_interpreters = "supported",
                                                .gil = "used",
                                                .state_size = 8});
  Add(seen.At(experiments::kAlone), RaiseOutcome{.phase = {CallPhase::kAlone},
                                                 .exception = "Error",
                                                 .call = "f()",
                                                 .raised = {"m.Error", "no", false},
                                                 .caught = true});
  Add(seen.At(experiments::kMainFirst), RaiseOutcome{.phase = {CallPhase::kMainFirst},
                                                     .interpreter = 1,
                                                     .exception = "Error",
                                                     .call = "f()",
                                                     .raised = {"m.Error", "no", false}});
  Add(seen.At(experiments::kAlone),
      UseOutcome{.phase = {CallPhase::kAlone}, .call = "g()", .value = "1"});
  Add(seen.At(experiments::kMainLast),
      UseOutcome{.phase = {CallPhase::kMainLast}, .interpreter = 2, .call = "g()", .value = "2"});
  Add(seen.At(experiments::kMainFirst),
      ExceptionMatches{
          .compared = 1,
          .crossings = {{.name = "Error", .address = "0x1", .raised_in = 0, .caught_in = {1, 2}}}});
  Add(seen.At(experiments::kMainFirst),
      SharedObjects{.objects = {{"m.cache", "dict", "0x2", "a mortal object", {0, 1}, false}},
                    .topmost = 1,
                    .total = 3,
                    .walked = {5, 6}});
  Add(seen.At(experiments::kMainFirst),
      AttributeCrossings{.tried = 2, .crossings = {{"m.T", "an attribute set on it", 3, {0, 1}}}});
  Add(seen.At(experiments::kMainFirst),
      TypeCrossings{.tried = 1, .crossings = {{"m.T", "a class derived from it", 3, {0}}}});
  Add(seen.At(experiments::kMainFirst),
      Reimport{
          .interpreter = 3, .compared = 2, .survivors = {{"T", "type", "0x3", "a heap type"}}});
  return seen;
}

TEST(ObservationsTest, SurviveJson) {
  const Observations seen = Rich();
  const nlohmann::json json = seen;
  const auto again = nlohmann::json::parse(json.dump()).get<Observations>();
  EXPECT_EQ(nlohmann::json(again), json);
  EXPECT_EQ(again.config, InterpreterConfig::kStrict);
  EXPECT_EQ(again.target.kind, TargetKind::kExtension);
}

TEST(ObservationsTest, GiveTheSameFindingsWhenTheyAreJudgedAgain) {
  Observations crashed = Rich();
  crashed.At(experiments::kMainLast) = CrashedRecord({stages::kImport, stages::kUse}, SIGSEGV);
  crashed.At(experiments::kMainLast).output = "bytes that are no UTF-8 come replaced";
  Observations control{.target = {.name = "control"}};
  control.At(experiments::kMainFirst) = control.At(experiments::kMainLast) =
      control.At(experiments::kAlone) = CompleteRecord();
  for (const Observations& seen : {Rich(), crashed}) {
    const auto stored = nlohmann::json::parse(nlohmann::json(seen).dump()).get<Observations>();
    for (const Check& check : AllChecks()) {
      const Finding now = Judge(check, seen, control);
      const Finding later = Judge(check, stored, control);
      EXPECT_EQ(now.verdict, later.verdict) << check.id;
      EXPECT_EQ(now.message, later.message) << check.id;
      EXPECT_EQ(now.severity, later.severity) << check.id;
      EXPECT_EQ(nlohmann::json(now.evidence), nlohmann::json(later.evidence)) << check.id;
    }
  }
}

TEST(ObservationsTest, ReadBothOrdersTogether) {
  const Observations seen = LoadedEverywhere();
  std::vector<int> interpreters;
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>())
    interpreters.push_back(outcome.interpreter);
  EXPECT_EQ(interpreters, (std::vector<int>{0, 1, 2, 3, 1, 2, 0}));
}

}  // namespace
}  // namespace isograde
