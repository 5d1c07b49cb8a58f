#include "checklist/recipe_correction.h"

#include <gtest/gtest.h>

#include "checklist/call_outcome.h"
#include "checklist/import_outcome.h"
#include "testing/mentions.h"
#include "testing/observed.h"

namespace isograde {
namespace {

const RaisedException kNameError{"NameError", "name 'x' is not defined", false};

// A recipe with something of everything.
Recipe Whole() {
  return {.module = "m",
          .file = "m.toml",
          .setup = "setup()",
          .raises = {{"Error", "raise()"}},
          .accepts = {"accept()"},
          .declines = {{"decline()", "RuntimeError"}},
          .purposes = {{"process", "the umask", "it says so"}},
          .current = {{"context", "set()", "seen()"}},
          .callback = "call(callback)",
          .exercise = "exercise()",
          .lines = {{"setup()", 2}, {"raise()", 5}, {"exercise()", 9}}};
}

UseOutcome Use(const std::string& call, const RaisedException& raised, bool is_wrong) {
  return {.phase = {CallPhase::kAlone}, .call = call, .raised = raised, .is_wrong = is_wrong};
}

Recipe CorrectedBy(const auto& outcome) {
  Record alone = CompleteRecord();
  Add(alone, outcome);
  return Corrected(Whole(), alone);
}

TEST(RecipeCorrectionTest, LeavesARecipeThatFitsAsItIs) {
  const Recipe recipe = Corrected(Whole(), CompleteRecord());
  EXPECT_TRUE(recipe.faults.empty());
  EXPECT_EQ(recipe.uses(), Whole().uses());
  EXPECT_EQ(recipe.raises.size(), 1U);
}

TEST(RecipeCorrectionTest, LeavesOutAllCallsWhereTheSetupRaises) {
  const Recipe recipe =
      CorrectedBy(SetupFailure{.raised = {"ZeroDivisionError", "by zero", false}});
  EXPECT_FALSE(recipe.CallsFunctions());
  EXPECT_TRUE(recipe.setup.empty() && recipe.current.empty());
  EXPECT_EQ(recipe.purposes.size(), 1U) << "what it does on purpose is no call";
  ASSERT_EQ(recipe.faults.size(), 1U);
  EXPECT_EQ(Text(recipe.faults[0]),
            "m.toml:2: its setup raises ZeroDivisionError: by zero in the main interpreter alone");
  EXPECT_EQ(recipe.faults[0].module, "m");
}

TEST(RecipeCorrectionTest, LeavesOutAllCallsWhereTheSetupDoesNotEnd) {
  Record alone = CrashedRecord({stages::kImport, stages::kSetup}, 0);
  alone.ending = Ending::kTimedOut;
  alone.limit_s = 2;
  const Recipe recipe = Corrected(Whole(), alone);
  EXPECT_FALSE(recipe.CallsFunctions());
  ASSERT_EQ(recipe.faults.size(), 1U);
  EXPECT_TRUE(Mentions(recipe.faults[0].text, "does not come to its end"));
  EXPECT_TRUE(Mentions(recipe.faults[0].text, "hung for 2 s while running its recipe's setup"));
  alone = CrashedRecord({stages::kImport}, 11);
  EXPECT_TRUE(Corrected(Whole(), alone).faults.empty()) << "the import is not the recipe's";
}

TEST(RecipeCorrectionTest, LeavesOutACallThatIsWrongInItself) {
  const Recipe recipe = CorrectedBy(Use("exercise()", kNameError, true));
  EXPECT_EQ(recipe.exercise, "");
  EXPECT_EQ(recipe.accepts, Whole().accepts);
  ASSERT_EQ(recipe.faults.size(), 1U);
  EXPECT_EQ(recipe.faults[0].line, 9);
  EXPECT_TRUE(Mentions(recipe.faults[0].text, "`exercise()` raises NameError"));
  EXPECT_TRUE(CorrectedBy(Use("accept()", kNameError, true)).accepts.empty());
  EXPECT_TRUE(CorrectedBy(Use("decline()", kNameError, true)).declines.empty());
  EXPECT_EQ(CorrectedBy(Use("call(callback)", kNameError, true)).callback, "");
}

TEST(RecipeCorrectionTest, TellsACallThatRaisesWhatItShouldNotAndLeavesItIn) {
  const Recipe recipe = CorrectedBy(Use("exercise()", {"ValueError", "no", false}, false));
  EXPECT_EQ(recipe.exercise, "exercise()");
  EXPECT_EQ(recipe.faults.size(), 1U);
  EXPECT_TRUE(CorrectedBy(Use("decline()", {"RuntimeError", "no", false}, false)).faults.empty())
      << "in main it does whatever it does";
}

TEST(RecipeCorrectionTest, LeavesOutAnExceptionThatIsNowhere) {
  RaiseOutcome outcome{.exception = "Error", .call = "raise()", .trouble = "there is no Error"};
  const Recipe recipe = CorrectedBy(outcome);
  EXPECT_TRUE(recipe.raises.empty());
  ASSERT_EQ(recipe.faults.size(), 1U);
  EXPECT_EQ(Text(recipe.faults[0]), "m.toml:5: there is no Error");
  outcome = {.exception = "Error", .call = "raise()"};
  EXPECT_EQ(CorrectedBy(outcome).raises.size(), 1U);
  EXPECT_TRUE(Mentions(CorrectedBy(outcome).faults.at(0).text, "`raise()` raises nothing"));
  UseOutcome decline{.call = "decline()", .trouble = "there is no exception"};
  EXPECT_TRUE(CorrectedBy(decline).declines.empty());
}

TEST(RecipeCorrectionTest, LeavesOutWhatCannotBeSetOrShown) {
  EXPECT_TRUE(CorrectedBy(CurrentOutcome{"seen()", {}}).faults.empty());
  for (const char* const call : {"set()", "seen()"}) {
    const Recipe recipe = CorrectedBy(CurrentOutcome{call, kNameError});
    EXPECT_TRUE(recipe.current.empty()) << call;
    EXPECT_EQ(recipe.faults.size(), 1U) << call;
  }
}

}  // namespace
}  // namespace isograde
