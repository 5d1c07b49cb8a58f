#include <gtest/gtest.h>

#include <string>

#include "suites/exceptions/call_recorders.h"
#include "suites/identity/call_results.h"
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

UseOutcome Declined(int interpreter, const CallPhase& phase = {CallPhase::kMainFirst}) {
  UseOutcome outcome = Use(phase, interpreter, "");
  outcome.raised = {"RuntimeError", "main only", false};
  outcome.documented = "RuntimeError";
  outcome.declined = true;
  return outcome;
}

UseOutcome Documented(int interpreter, const std::string& value, const RaisedException& raised) {
  UseOutcome outcome = Use({CallPhase::kMainFirst}, interpreter, value);
  outcome.raised = raised;
  outcome.documented = "RuntimeError";
  return outcome;
}

// A call that works in main alone, and that further interpreters are documented to decline.
Observations WithDocumented(const std::vector<UseOutcome>& outcomes) {
  Observations seen = LoadedEverywhere();
  Add(seen.At(experiments::kAlone), Use({CallPhase::kAlone}, 0, "1"));
  for (const UseOutcome& outcome : outcomes) Add(seen.At(experiments::kMainFirst), outcome);
  return seen;
}

TEST(DeclinesAsDocumentedTest, PassesWhatEachDeclines) {
  const char* const id = "exceptions/declines-as-documented";
  const Observations seen = WithDocumented({Declined(1), Declined(2)});
  const Finding finding = JudgedBy(id, seen);
  EXPECT_EQ(finding.verdict, Verdict::kPass);
  EXPECT_EQ(finding.message,
            "declines, as documented: `module.g()` raises RuntimeError in interpreters 1, 2");
  EXPECT_NE(JudgedBy("exceptions/accepts-own-types", seen).verdict, Verdict::kFail);
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kNotApplicable);
}

TEST(DeclinesAsDocumentedTest, PassesWhatWorksInAll) {
  const Finding finding =
      JudgedBy("exceptions/declines-as-documented",
               WithDocumented({Documented(1, "1", {}), Documented(2, "1", {})}));
  EXPECT_EQ(finding.verdict, Verdict::kPass);
  EXPECT_TRUE(Mentions(finding.message, "works in interpreters 1, 2"));
}

TEST(DeclinesAsDocumentedTest, FailsWhatDiffersBetweenInterpreters) {
  const char* const id = "exceptions/declines-as-documented";
  const Finding finding =
      JudgedBy(id, WithDocumented({Declined(1), Documented(2, "1", {}), Declined(3)}));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.message,
            "`module.g()` raises RuntimeError in interpreters 1, 3, and works in 2");
  Observations orders = WithDocumented({Declined(1)});
  Add(orders.At(experiments::kMainLast), Documented(1, "1", {}));
  EXPECT_EQ(JudgedBy(id, orders).verdict, Verdict::kFail) << "in one order and not in the other";
}

TEST(DeclinesAsDocumentedTest, FailsAnotherExceptionAndAnotherResult) {
  const char* const id = "exceptions/declines-as-documented";
  const Finding raised =
      JudgedBy(id, WithDocumented({Declined(1), Documented(2, "", {"SystemError", "no", false})}));
  EXPECT_EQ(raised.verdict, Verdict::kFail);
  EXPECT_EQ(raised.message,
            "in interpreter 2 (main first), `module.g()` raised SystemError: no, where it is "
            "documented to raise RuntimeError");
  EXPECT_EQ(JudgedBy(id, WithDocumented({Documented(1, "2", {})})).verdict, Verdict::kFail);
}

TEST(DeclinesAsDocumentedTest, IsNoMatterOfMain) {
  Observations seen = WithDocumented({Declined(1)});
  UseOutcome in_main = Documented(0, "2", {});
  Add(seen.At(experiments::kMainFirst), in_main);
  EXPECT_EQ(JudgedBy("exceptions/declines-as-documented", seen).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy("exceptions/accepts-own-types", seen).verdict, Verdict::kFail);
}

TEST(DeclinesAsDocumentedTest, HoldsForRaisingCallsToo) {
  RaiseOutcome declined = Raise({CallPhase::kMainFirst}, 1, false);
  declined.documented = "RuntimeError";
  declined.declined = true;
  const Observations seen = WithAlone(Raise({CallPhase::kAlone}, 0, true), declined);
  EXPECT_EQ(JudgedBy("exceptions/declines-as-documented", seen).verdict, Verdict::kPass);
  EXPECT_NE(JudgedBy("exceptions/functions-raise-own-exceptions", seen).verdict, Verdict::kFail);
  declined.phase.when = CallPhase::kAfterReimport;
  EXPECT_NE(JudgedBy("exceptions/old-functions-raise-old-exceptions",
                     WithAlone(Raise({CallPhase::kAlone}, 0, true), declined))
                .verdict,
            Verdict::kFail);
}

TEST(AcceptsOwnTypesTest, AsksNothingOfADocumentedCallThatDoesNotWorkInMainEither) {
  Observations seen = LoadedEverywhere();
  UseOutcome alone = Documented(0, "", {"OSError", "no log here", false});
  alone.phase.when = CallPhase::kAlone;
  Add(seen.At(experiments::kAlone), alone);
  Add(seen.At(experiments::kMainFirst), Declined(1));
  EXPECT_EQ(JudgedBy("exceptions/accepts-own-types", seen).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy("exceptions/declines-as-documented", seen).verdict, Verdict::kPass);
}

TEST(RaisesOwnClassesTest, Judges) {
  const char* const id = "exceptions/raises-own-classes";
  const auto raised = [](int interpreter, const std::string& foreign) {
    return CallResult{.phase = {CallPhase::kMainFirst},
                      .interpreter = interpreter,
                      .call = "module.f()",
                      .raised = true,
                      .type = "m.Error",
                      .foreign = foreign};
  };
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, WithAlone(raised(0, ""), raised(1, ""))).verdict, Verdict::kPass);
  const Finding finding = JudgedBy(id, WithAlone(raised(0, ""), raised(1, "m.Error")));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.message,
            "in interpreter 1 (main first), `module.f()` raised m.Error, an exception of another "
            "interpreter, which its own `except m.Error` does not catch");
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
            "module.Error` does not catch: it is an exception of another interpreter");
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
