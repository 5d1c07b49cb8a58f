#include "report/diagnosis.h"

#include <gtest/gtest.h>

#include <string>

#include "report/report.h"

namespace isograde {
namespace {

CheckResult Failed(const char* id, Severity severity, Finding finding) {
  return {.id = id, .config = "legacy", .severity = severity, .finding = std::move(finding)};
}

TargetReport CsvOf2019() {
  TargetReport report{.target = {.name = "_csv"}};
  report.results = {
      Failed("c_api/no-pystate-lookup", Severity::kHygiene,
             Fail("looked up").With({{.text = "PyState_FindModule, called by Reader_iternext"}})),
      Failed("declaration/multi-phase-init", Severity::kHygiene, Fail("a single phase")),
      Failed("exceptions/old-functions-raise-old-exceptions", Severity::kBreaks,
             Fail("not caught")),
      Failed("exceptions/old-functions-raise-old-exceptions", Severity::kBreaks,
             Fail("not caught")),
      Failed("c_api/ring", Severity::kNote, Fail("private functions"))};
  return report;
}

TEST(DiagnosisTest, LeadsFromWhatFailedToWhereTheStateLives) {
  const auto diagnoses = Diagnose(CsvOf2019());
  ASSERT_FALSE(diagnoses.empty());
  const Diagnosis& first = diagnoses.front();
  EXPECT_EQ(first.level, StateLevel::kInterpreter);
  EXPECT_EQ(first.belongs, StateLevel::kModule);
  ASSERT_EQ(first.shows_in.size(), 1u);
  EXPECT_EQ(first.shows_in[0].text, "not caught");
  ASSERT_EQ(first.lives_in.size(), 2u);
  EXPECT_EQ(first.lives_in[0].text, "PyState_FindModule, called by Reader_iternext");
  EXPECT_EQ(first.lives_in[1].text, "a single phase");
  ASSERT_EQ(first.remedies.size(), 2u);
  EXPECT_EQ(first.remedies[0].check, "c_api/no-pystate-lookup");
}

TEST(DiagnosisTest, TakesTheRemedyOfTheFailureWhereNothingNamesTheState) {
  TargetReport report{.target = {.name = "m"}};
  report.results = {
      Failed("identity/types-stay-home", Severity::kContaminates, Fail("a class shows"))};
  const auto diagnoses = Diagnose(report);
  ASSERT_EQ(diagnoses.size(), 1u);
  EXPECT_TRUE(diagnoses[0].lives_in.empty());
  ASSERT_EQ(diagnoses[0].remedies.size(), 1u);
  EXPECT_EQ(diagnoses[0].remedies[0].check, "identity/types-stay-home");
}

TEST(DiagnosisTest, NamesAnArrayOnce) {
  TargetReport report{.target = {.name = "m"}};
  report.results = {Failed(
      "state/no-objects-in-static-storage", Severity::kContaminates,
      Fail("3 objects")
          .With({{.text = "`types` at [0]", .file = "m.c", .line = 7, .variable = "types"},
                 {.text = "`types` at [1]", .file = "m.c", .line = 7, .variable = "types"},
                 {.text = "another `types`", .file = "n.c", .line = 7, .variable = "types"}}))};
  const auto diagnoses = Diagnose(report);
  ASSERT_EQ(diagnoses.size(), 1u);
  ASSERT_EQ(diagnoses[0].lives_in.size(), 2u);
  EXPECT_EQ(diagnoses[0].lives_in[1].text, "another `types`");
}

TEST(DiagnosisTest, SaysNothingOfWhatDoesNotCount) {
  TargetReport report = CsvOf2019();
  for (CheckResult& result : report.results) result.counts = false;
  EXPECT_TRUE(Diagnose(report).empty());
}

}  // namespace
}  // namespace isograde
