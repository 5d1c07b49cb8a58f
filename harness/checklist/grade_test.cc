#include "checklist/grade.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "testing/mentions.h"

namespace isograde {
namespace {

const Demonstrated kLoadsEverywhere = {
    {"legacy", "loads"}, {"strict", "loads"}, {"isolated", "loads"}};

CheckResult Result(Verdict verdict, Severity severity = Severity::kHygiene,
                   const std::string& config = "strict") {
  CheckResult result{.id = "suite/check", .config = config, .severity = severity};
  result.finding.verdict = verdict;
  result.finding.message = "said";
  return result;
}

CheckResult Failure(Severity severity, const std::string& config = "strict") {
  return Result(Verdict::kFail, severity, config);
}

Grade GradeWith(const std::vector<CheckResult>& results,
                GradeInput input = {.multiple_interpreters = "per_interpreter_gil",
                                    .demonstrated = kLoadsEverywhere}) {
  input.results = results;
  return GradeOf(input);
}

TEST(GradeTest, IsAForAModuleThatLoadsEverywhereAndFailsNothing) {
  const Grade grade = GradeWith({Result(Verdict::kPass), Result(Verdict::kNotApplicable)});
  EXPECT_EQ(grade.letter, "A");
  EXPECT_TRUE(Mentions(grade.reason, "own GIL included"));
}

TEST(GradeTest, IsAInSpiteOfNotes) {
  EXPECT_EQ(GradeWith({Result(Verdict::kPass), Failure(Severity::kNote)}).letter, "A");
}

TEST(GradeTest, IsBUnderASharedGil) {
  const std::vector<CheckResult> results = {Result(Verdict::kPass)};
  const Demonstrated refused = {{"legacy", "loads"}, {"strict", "loads"}, {"isolated", "refuses"}};
  const Grade undeclared =
      GradeWith(results, {.multiple_interpreters = "unspecified", .demonstrated = refused});
  EXPECT_EQ(undeclared.letter, "B");
  EXPECT_TRUE(Mentions(undeclared.reason, "not declared"));
  const Grade shared =
      GradeWith(results, {.multiple_interpreters = "supported", .demonstrated = refused});
  EXPECT_EQ(shared.letter, "B");
  EXPECT_TRUE(Mentions(shared.reason, "not demonstrated"));
  const Grade dependent = GradeWith(results, {.multiple_interpreters = "per_interpreter_gil",
                                              .demonstrated = refused,
                                              .dependency = "_datetime"});
  EXPECT_EQ(dependent.letter, "B");
  EXPECT_TRUE(Mentions(dependent.reason, "_datetime"));
}

TEST(GradeTest, IsBAtMostWhereCPythonHasNoOwnGil) {
  const Grade grade = GradeWith({Result(Verdict::kPass)}, {.multiple_interpreters = "unspecified",
                                                           .demonstrated = {{"legacy", "loads"}}});
  EXPECT_EQ(grade.letter, "B");
  EXPECT_TRUE(Mentions(grade.reason, "this CPython has no own GIL"));
}

TEST(GradeTest, IsCForHygieneAlone) {
  const Grade grade = GradeWith({Failure(Severity::kHygiene), Failure(Severity::kNote)});
  EXPECT_EQ(grade.letter, "C");
  EXPECT_EQ(grade.reason, "1 finding of severity hygiene, first suite/check (strict)");
}

TEST(GradeTest, IsDForContamination) {
  EXPECT_EQ(GradeWith({Failure(Severity::kHygiene), Failure(Severity::kContaminates),
                       Failure(Severity::kContaminates)})
                .letter,
            "D");
}

TEST(GradeTest, IsFForWhatBreaks) {
  EXPECT_EQ(GradeWith({Failure(Severity::kContaminates), Failure(Severity::kBreaks)}).letter, "F");
}

TEST(GradeTest, GoesByTheSeverityOfTheFindingWhereItHasOne) {
  CheckResult graver = Failure(Severity::kNote);
  graver.finding.severity = Severity::kBreaks;
  EXPECT_EQ(GradeWith({graver}).letter, "F");
  CheckResult lighter = Failure(Severity::kContaminates);
  lighter.finding.severity = Severity::kHygiene;
  EXPECT_EQ(GradeWith({lighter}).letter, "C");
}

TEST(GradeTest, IsUnknownWhereMainCannotImport) {
  const Grade grade = GradeWith({Result(Verdict::kNotApplicable)},
                                {.unimportable = "importing it raises ValueError"});
  EXPECT_EQ(grade.letter, "unknown");
  EXPECT_EQ(grade.reason, "importing it raises ValueError");
}

TEST(GradeTest, IsUnknownWhereACheckCouldNotTell) {
  for (const CheckResult& unclear : {Result(Verdict::kInconclusive, Severity::kBreaks),
                                     Result(Verdict::kInconclusive, Severity::kContaminates),
                                     Result(Verdict::kHarnessError, Severity::kNote)}) {
    const Grade grade = GradeWith({Result(Verdict::kPass), unclear});
    EXPECT_EQ(grade.letter, "unknown");
    EXPECT_TRUE(Mentions(grade.reason, "suite/check (strict) could not tell: said"));
  }
}

TEST(GradeTest, IsUnknownWhereNothingOrAPartWasRun) {
  EXPECT_EQ(GradeWith({}).letter, "unknown");
  EXPECT_EQ(
      GradeWith({Result(Verdict::kPass)}, {.demonstrated = kLoadsEverywhere, .complete = false})
          .letter,
      "unknown");
}

TEST(GradeTest, BlamesAPartialRunAllTheSame) {
  EXPECT_EQ(
      GradeWith({Failure(Severity::kBreaks)}, {.demonstrated = kLoadsEverywhere, .complete = false})
          .letter,
      "F");
}

TEST(GradeTest, BlamesInSpiteOfWhatCouldNotTell) {
  EXPECT_EQ(GradeWith({Failure(Severity::kContaminates), Result(Verdict::kInconclusive)}).letter,
            "D");
}

TEST(GradeTest, SaysAGradeWithoutHygieneThatCouldNotTell) {
  EXPECT_EQ(GradeWith({Result(Verdict::kPass), Result(Verdict::kInconclusive)}).letter, "A");
  EXPECT_EQ(GradeWith({Failure(Severity::kHygiene), Result(Verdict::kInconclusive)}).letter, "C");
}

TEST(GradeTest, IsRefusesForADeclaredRefusalThatIsKept) {
  const Demonstrated kept = {{"legacy", "loads"}, {"strict", "refuses"}, {"isolated", "refuses"}};
  EXPECT_EQ(GradeWith({Failure(Severity::kHygiene)},
                      {.multiple_interpreters = "not_supported", .demonstrated = kept})
                .letter,
            "refuses");
  const Demonstrated not_kept = {{"legacy", "loads"}, {"strict", "loads"}, {"isolated", "refuses"}};
  EXPECT_NE(GradeWith({Failure(Severity::kHygiene)},
                      {.multiple_interpreters = "not_supported", .demonstrated = not_kept})
                .letter,
            "refuses");
}

TEST(GradeTest, IsRefusesForAnImportErrorOfItsOwn) {
  const Demonstrated refused = {
      {"legacy", "refuses"}, {"strict", "refuses"}, {"isolated", "refuses"}};
  EXPECT_EQ(GradeWith({Result(Verdict::kPass)},
                      {.multiple_interpreters = "unspecified", .demonstrated = refused})
                .letter,
            "refuses");
  EXPECT_EQ(GradeWith({Result(Verdict::kPass)}, {.multiple_interpreters = "unspecified",
                                                 .demonstrated = {{"legacy", "refuses"}}})
                .letter,
            "refuses");
}

TEST(GradeTest, IsRefusesThroughADependencyThatRefuses) {
  const Grade grade = GradeWith(
      {Result(Verdict::kPass)},
      {.demonstrated = {{"legacy", "refuses"}}, .dependency = "numpy._core._multiarray_umath"});
  EXPECT_EQ(grade.letter, "refuses");
  EXPECT_TRUE(Mentions(grade.reason, "refuses, through numpy: its numpy._core._multiarray_umath"));
}

TEST(GradeTest, IsRefusesThroughADependencyThatDeclaresIt) {
  GradeInput input{
      .demonstrated = {{"legacy", "loads"}, {"strict", "refuses"}, {"isolated", "refuses"}},
      .dependency = "orjson",
      .dependency_declares = "not_supported"};
  EXPECT_EQ(GradeWith({Result(Verdict::kPass)}, input).letter, "refuses");
  input.dependency_declares = "unspecified";  // CPython turns it away
  EXPECT_EQ(GradeWith({Result(Verdict::kPass)}, input).letter, "B");
}

TEST(GradeTest, IsRefusesForADistributionThatDoesWithoutItsExtensionModules) {
  GradeInput input{
      .multiple_interpreters = "unspecified",
      .demonstrated = {
          {"legacy", "falls back"}, {"strict", "falls back"}, {"isolated", "falls back"}}};
  EXPECT_EQ(GradeWith({Result(Verdict::kPass)}, input).letter, "refuses");
  EXPECT_EQ(GradeWith({Failure(Severity::kContaminates)}, input).letter, "D");
  input.dependency = "numpy";
  EXPECT_EQ(GradeWith({Result(Verdict::kPass)}, input).letter, "refuses");
  EXPECT_TRUE(Mentions(GradeWith({Result(Verdict::kPass)}, input).reason, "numpy"));
}

TEST(GradeTest, CountsWhatCountsForAMemberThoughAnotherDeclaresLess) {
  GradeInput input{
      .multiple_interpreters = "not_supported",
      .demonstrated = {{"legacy", "loads"}, {"strict", "refuses"}, {"isolated", "refuses"}}};
  const CheckResult failure = Failure(Severity::kContaminates, "legacy");
  EXPECT_EQ(GradeWith({failure}, input).letter, "refuses");
  input.all_count = true;
  EXPECT_EQ(GradeWith({failure}, input).letter, "D");
}

TEST(GradeTest, IsBForADistributionThatFallsBackUnderAnOwnGilAlone) {
  const GradeInput input{
      .multiple_interpreters = "unspecified",
      .demonstrated = {{"legacy", "loads"}, {"strict", "loads"}, {"isolated", "falls back"}}};
  const Grade grade = GradeWith({Result(Verdict::kPass)}, input);
  EXPECT_EQ(grade.letter, "B");
  EXPECT_TRUE(Mentions(grade.reason, "does without extension modules"));
}

TEST(GradeTest, IsNotRefusesForWhatCPythonTurnsAway) {
  const Demonstrated turned_away = {
      {"legacy", "loads"}, {"strict", "refuses"}, {"isolated", "refuses"}};
  EXPECT_EQ(GradeWith({Failure(Severity::kHygiene)},
                      {.multiple_interpreters = "unspecified", .demonstrated = turned_away})
                .letter,
            "C");
}

TEST(GradeTest, DoesNotForgiveARefusalThatContaminates) {
  const Demonstrated refused = {
      {"legacy", "refuses"}, {"strict", "refuses"}, {"isolated", "refuses"}};
  EXPECT_EQ(GradeWith({Failure(Severity::kContaminates)}, {.demonstrated = refused}).letter, "D");
}

TEST(GradeTest, DoesNotCountWhatOverrideShows) {
  EXPECT_EQ(GradeWith({Failure(Severity::kBreaks, "override"),
                       Result(Verdict::kInconclusive, Severity::kBreaks, "override"),
                       Result(Verdict::kPass)})
                .letter,
            "A");
}

TEST(GradeTest, CountsLegacyUnlessTheModuleDeclaresThatItIsNotSupported) {
  const CheckResult legacy = Failure(Severity::kBreaks, "legacy");
  EXPECT_TRUE(Counts(legacy, {.multiple_interpreters = "unspecified"}));
  EXPECT_TRUE(Counts(legacy, {.multiple_interpreters = ""}));
  EXPECT_FALSE(Counts(legacy, {.multiple_interpreters = "not_supported"}));
  EXPECT_TRUE(
      Counts(Failure(Severity::kBreaks, "strict"), {.multiple_interpreters = "not_supported"}));
  EXPECT_TRUE(
      Counts(Failure(Severity::kBreaks, "any"), {.multiple_interpreters = "not_supported"}));
  EXPECT_FALSE(
      Counts(Failure(Severity::kBreaks, "override"), {.multiple_interpreters = "supported"}));
}

TEST(GradeTest, SparesAModuleThatDeclinesFurtherInterpretersWhatItCannotDecline) {
  CheckResult result = Failure(Severity::kBreaks, "any");
  result.spares_refusers = true;
  const GradeInput refuses{.multiple_interpreters = "unspecified",
                           .demonstrated = {{"legacy", "refuses"}}};
  EXPECT_FALSE(Counts(result, refuses));
  EXPECT_EQ(GradeWith({result}, refuses).letter, "refuses");
  EXPECT_EQ(GradeWith({result}).letter, "F") << "loads everywhere";
  EXPECT_TRUE(Counts(Failure(Severity::kBreaks, "any"), refuses));
}

TEST(GradeTest, RanksLetters) {
  EXPECT_EQ(Rank("A"), 5);
  EXPECT_EQ(Rank("B"), 4);
  EXPECT_EQ(Rank("C"), 3);
  EXPECT_EQ(Rank("D"), 2);
  EXPECT_EQ(Rank("F"), 1);
  for (const char* other : {"refuses", "unknown", "", "E", "AB"})
    EXPECT_EQ(Rank(other), 0) << other;
}

TEST(GradeTest, OrdersLettersForPackages) {
  const std::vector<std::string> worst_first = {"F", "D", "C", "unknown", "refuses", "B", "A"};
  for (std::size_t i = 0; i < worst_first.size(); ++i) {
    for (std::size_t j = 0; j < worst_first.size(); ++j)
      EXPECT_EQ(IsWorse(worst_first[i], worst_first[j]), i < j) << worst_first[i] << worst_first[j];
  }
}

TEST(GradeTest, TellsTheRulesInWords) {
  std::set<std::string_view> grades;
  for (const GradeRule& rule : GradeTable()) {
    EXPECT_FALSE(rule.when.empty()) << rule.grade;
    EXPECT_NE(rule.holds, nullptr) << rule.grade;
    grades.insert(rule.grade);
  }
  EXPECT_EQ(grades, (std::set<std::string_view>{"A", "B", "C", "D", "F", "refuses", "unknown"}));
}

}  // namespace
}  // namespace isograde
