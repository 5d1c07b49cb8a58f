#include <gtest/gtest.h>

#include <string>

#include "suites/exceptions/call_recorders.h"
#include "testing/mentions.h"
#include "testing/observed.h"

namespace isograde {
namespace {

const RaisedException kOwn{"m.Error", "no", false};

RaiseOutcome Raise(const CallPhase& phase, int interpreter, bool caught) {
  return {.phase = phase,
          .interpreter = interpreter,
          .exception = "Error",
          .call = "module.f()",
          .raised = kOwn,
          .caught = caught};
}

UseOutcome Use(const CallPhase& phase, int interpreter, const std::string& value) {
  return {.phase = phase, .interpreter = interpreter, .call = "module.g()", .value = value};
}

// A module with a raising call that does well in main alone; and `more`, of the order in which main
// imports first.
template <typename Outcome>
Observations WithAlone(const Outcome& alone, const Outcome& more) {
  Observations seen = LoadedEverywhere();
  Add(seen.At(experiments::kAlone), alone);
  Add(seen.At(experiments::kMainFirst), more);
  return seen;
}

TEST(FunctionsRaiseOwnExceptionsTest, Judges) {
  const char* const id = "exceptions/functions-raise-own-exceptions";
  EXPECT_EQ(JudgedBy(id, WithAlone(Raise({CallPhase::kAlone}, 0, true),
                                   Raise({CallPhase::kMainFirst}, 1, true)))
                .verdict,
            Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable) << "no recipe";
  Observations refused = RefusedInOthers();
  Add(refused.At(experiments::kAlone), Raise({CallPhase::kAlone}, 0, true));
  EXPECT_EQ(JudgedBy(id, refused).verdict, Verdict::kNotApplicable);
  const Finding finding = JudgedBy(
      id, WithAlone(Raise({CallPhase::kAlone}, 0, true), Raise({CallPhase::kMainFirst}, 1, false)));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.message,
            "in interpreter 1 (main first), `module.f()` raised m.Error: no, which its own `except "
            "module.Error` does not catch");
}

TEST(FunctionsRaiseOwnExceptionsTest, LeavesTheReimportToAnotherCheck) {
  const char* const id = "exceptions/functions-raise-own-exceptions";
  EXPECT_NE(JudgedBy(id, WithAlone(Raise({CallPhase::kAlone}, 0, true),
                                   Raise({CallPhase::kAfterReimport}, 1, false)))
                .verdict,
            Verdict::kFail);
}

TEST(FunctionsRaiseOwnExceptionsTest, CannotTellByARecipeThatDoesNotFit) {
  const char* const id = "exceptions/functions-raise-own-exceptions";
  const Finding finding = JudgedBy(id, WithAlone(Raise({CallPhase::kAlone}, 0, false),
                                                 Raise({CallPhase::kMainFirst}, 1, false)));
  EXPECT_EQ(finding.verdict, Verdict::kInconclusive);
  EXPECT_TRUE(Mentions(finding.message, "the recipe does not fit"));
}

TEST(OldFunctionsRaiseOldExceptionsTest, Judges) {
  const char* const id = "exceptions/old-functions-raise-old-exceptions";
  EXPECT_EQ(JudgedBy(id, WithAlone(Raise({CallPhase::kAlone}, 0, true),
                                   Raise({CallPhase::kAfterReimport}, 3, true)))
                .verdict,
            Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, WithAlone(Raise({CallPhase::kAlone}, 0, true),
                                   Raise({CallPhase::kMainFirst}, 3, false)))
                .verdict,
            Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, WithAlone(Raise({CallPhase::kAlone}, 0, false),
                                   Raise({CallPhase::kAfterReimport}, 3, false)))
                .verdict,
            Verdict::kInconclusive);
  const Finding finding = JudgedBy(id, WithAlone(Raise({CallPhase::kAlone}, 0, true),
                                                 Raise({CallPhase::kAfterReimport}, 3, false)));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.message,
            "`module.f()` raised m.Error: no, which `except old.Error` does not catch");
}

TEST(ExceptionsDoNotCrossTest, Judges) {
  const char* const id = "exceptions/exceptions-do-not-cross";
  Observations none = LoadedEverywhere();
  Add(none.At(experiments::kMainFirst), ExceptionMatches{.compared = 0});
  EXPECT_EQ(JudgedBy(id, none).verdict, Verdict::kNotApplicable);
  Observations apart = LoadedEverywhere();
  Add(apart.At(experiments::kMainFirst), ExceptionMatches{.compared = 2});
  EXPECT_EQ(JudgedBy(id, apart).verdict, Verdict::kPass);
  Observations crossing = LoadedEverywhere();
  Add(crossing.At(experiments::kMainLast),
      ExceptionMatches{.compared = 1, .crossings = {{"Error", "0x1", 1, {0, 2}}}});
  const Finding finding = JudgedBy(id, crossing);
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.message, "m.Error raised in interpreter 1 is caught by `except` in main, 2");
  EXPECT_EQ(finding.evidence[0].interpreters, (std::vector<int>{1, 0, 2}));
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
}

TEST(AcceptsOwnTypesTest, Judges) {
  const char* const id = "exceptions/accepts-own-types";
  EXPECT_EQ(JudgedBy(id, WithAlone(Use({CallPhase::kAlone}, 0, "1"),
                                   Use({CallPhase::kMainFirst}, 1, "1")))
                .verdict,
            Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable) << "no recipe";
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
  const Finding finding = JudgedBy(
      id, WithAlone(Use({CallPhase::kAlone}, 0, "1"), Use({CallPhase::kMainFirst}, 1, "2")));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.message, "in interpreter 1 (main first), `module.g()` gave 2; alone it gave 1");
}

TEST(AcceptsOwnTypesTest, ObjectsToWhatRaisesElsewhereOnly) {
  UseOutcome raising = Use({CallPhase::kMainFirst}, 1, "");
  raising.raised = {"TypeError", "expected datetime", false};
  const char* const id = "exceptions/accepts-own-types";
  EXPECT_EQ(JudgedBy(id, WithAlone(Use({CallPhase::kAlone}, 0, "1"), raising)).verdict,
            Verdict::kFail);
  UseOutcome alone = raising;
  alone.phase = {CallPhase::kAlone};
  EXPECT_EQ(JudgedBy(id, WithAlone(alone, raising)).verdict, Verdict::kInconclusive)
      << "the recipe does not fit";
}

TEST(AcceptsOwnTypesTest, HasNothingToSayWhereTheSetupFailed) {
  UseOutcome troubled = Use({CallPhase::kMainFirst}, 1, "");
  troubled.trouble = "the recipe's setup raised ImportError";
  EXPECT_EQ(JudgedBy("exceptions/accepts-own-types",
                     WithAlone(Use({CallPhase::kAlone}, 0, "1"), troubled))
                .verdict,
            Verdict::kNotApplicable);
}

}  // namespace
}  // namespace isograde
