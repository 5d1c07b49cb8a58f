#include "checklist/check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace isograde {
namespace {

TEST(RegistryTest, IsNotEmpty) {
  EXPECT_GE(AllChecks().size(), 18U) << "the linker has dropped checks";
}

TEST(RegistryTest, IsSortedAndWithoutDuplicates) {
  for (std::size_t i = 1; i < AllChecks().size(); ++i)
    EXPECT_LT(AllChecks()[i - 1].id, AllChecks()[i].id);
}

TEST(RegistryTest, NamesEachCheckAsItsFile) {
  for (const Check& check : AllChecks()) EXPECT_EQ(check.id, check.file);
}

TEST(RegistryTest, HasAllThatDocumentsSayOfACheck) {
  for (const Check& check : AllChecks()) {
    EXPECT_NE(check.judge != nullptr, check.judge_against != nullptr) << check.id;
    EXPECT_TRUE(check.claim.ends_with('.')) << check.id << ": " << check.claim;
    EXPECT_TRUE(check.remedy.ends_with('.')) << check.id << ": " << check.remedy;
    EXPECT_TRUE(check.rationale.starts_with("https://")) << check.id << ": " << check.rationale;
    EXPECT_EQ(check.rationale.find(' '), std::string_view::npos) << check.id;
  }
}

TEST(RegistryTest, NamesStagesToReadFrom) {
  for (const Check& check : AllChecks()) EXPECT_FALSE(check.stages.empty()) << check.id;
}

TEST(RegistryTest, FindsACheckById) {
  const Check* check = FindCheck("identity/types-stay-home");
  ASSERT_NE(check, nullptr);
  EXPECT_EQ(check->suite(), "identity");
  EXPECT_EQ(check->name(), "types-stay-home");
  EXPECT_EQ(check->severity, Severity::kContaminates);
  EXPECT_EQ(FindCheck("types-stay-home"), nullptr);
  EXPECT_EQ(FindCheck(""), nullptr);
}

// A crash in a stage that nobody answers for would be told by no finding; one that two answer for
// would be counted twice.
TEST(RegistryTest, AnswersForEachStageOnce) {
  std::map<Stage, std::set<std::string_view>> answers;
  for (const Check& check : AllChecks()) {
    for (const Stage stage : check.answers_for) answers[stage].insert(check.id);
  }
  for (int i = 0; i <= kLastStage; ++i) {
    const auto stage = static_cast<Stage>(i);
    EXPECT_EQ(answers[stage].size(), 1U) << nlohmann::json(stage);
  }
}

// A stage that a config-independent check answers for is one of its own experiments; what breaks
// elsewhere it never sees.
TEST(RegistryTest, LetsConfigIndependentChecksAnswerForTheirOwnStagesOnly) {
  const std::set<Stage> own = {Stage::kDeclare, Stage::kCApi, Stage::kCollect,
                               Stage::kReinitialize};
  for (const Check& check : AllChecks()) {
    if (!check.config_independent) continue;
    for (const Stage stage : check.answers_for) EXPECT_TRUE(own.contains(stage)) << check.id;
  }
}

TEST(MatchesTest, TakesPlainTextForItself) {
  EXPECT_TRUE(Matches("a/b", "a/b"));
  EXPECT_FALSE(Matches("a/b", "a/bc"));
  EXPECT_FALSE(Matches("a/bc", "a/b"));
  EXPECT_TRUE(Matches("", ""));
  EXPECT_FALSE(Matches("", "a"));
  EXPECT_FALSE(Matches("a", ""));
}

TEST(MatchesTest, TakesAStarForAnyCharacters) {
  EXPECT_TRUE(Matches("*", ""));
  EXPECT_TRUE(Matches("*", "identity/types-stay-home"));
  EXPECT_TRUE(Matches("identity/*", "identity/types-stay-home"));
  EXPECT_FALSE(Matches("identity/*", "loading/types-stay-home"));
  EXPECT_TRUE(Matches("*stay*", "identity/types-stay-home"));
  EXPECT_TRUE(Matches("*home", "identity/types-stay-home"));
  EXPECT_FALSE(Matches("*homes", "identity/types-stay-home"));
  EXPECT_TRUE(Matches("*a*b*", "xaxbx"));
  EXPECT_FALSE(Matches("*a*b*", "xbxax"));
  EXPECT_TRUE(Matches("**", "a"));
}

TEST(MatchesTest, TakesAQuestionMarkForOneCharacter) {
  EXPECT_TRUE(Matches("a?c", "abc"));
  EXPECT_FALSE(Matches("a?c", "ac"));
  EXPECT_FALSE(Matches("a?", "a"));
}

}  // namespace
}  // namespace isograde
