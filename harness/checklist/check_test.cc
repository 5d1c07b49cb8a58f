#include "checklist/check.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "checklist/experiment.h"
#include "checklist/fresh_process.h"
#include "checklist/import_outcome.h"

namespace isograde {
namespace {

TEST(RegistryTest, IsNotEmpty) {
  EXPECT_GE(AllChecks().size(), 36U) << "the linker has dropped checks";
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
    EXPECT_TRUE(check.remedy_in_python.empty() || check.remedy_in_python.ends_with('.'))
        << check.id << ": " << check.remedy_in_python;
    EXPECT_TRUE(check.rationale.starts_with("https://")) << check.id << ": " << check.rationale;
    EXPECT_EQ(check.rationale.find(' '), std::string_view::npos) << check.id;
  }
}

TEST(RegistryTest, AdvisesWhoWritesPythonInPython) {
  for (const Check& check : AllChecks()) {
    for (const char* const word : {"static", "Py_", "m_clear", "std::", "module state"})
      EXPECT_EQ(check.remedy_in_python.find(word), std::string_view::npos) << check.id;
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

using Pair = std::pair<std::string_view, std::string_view>;  // experiment, stage

// Every stage of every experiment: where something may break.
std::set<Pair> AllPairs() {
  std::set<Pair> pairs;
  for (const Experiment& experiment : AllExperiments()) {
    if (experiment.probe) continue;  // what breaks there is charged to nobody
    pairs.insert({experiment.id, stages::kNone.id});
    for (const Stage& stage : experiment.stages) pairs.insert({experiment.id, stage.id});
  }
  return pairs;
}

// A crash in a stage that nobody answers for would be told by no finding; one that two answer for
// would be counted twice.
TEST(RegistryTest, AnswersForEachStageOfEachExperimentOnce) {
  std::map<Pair, std::set<std::string_view>> answers;
  for (const Check& check : AllChecks()) {
    for (const Answer& answer : check.answers_for)
      answers[{answer.experiment, answer.stage.id}].insert(check.id);
  }
  for (const Pair& pair : AllPairs()) {
    EXPECT_EQ(answers[pair].size(), 1U) << pair.second << " in " << pair.first
                                        << " is answered for by " << nlohmann::json(answers[pair]);
  }
}

TEST(RegistryTest, AnswersForNothingThatCannotBreak) {
  const std::set<Pair> pairs = AllPairs();
  for (const Check& check : AllChecks()) {
    for (const Answer& answer : check.answers_for) {
      EXPECT_TRUE(pairs.contains({answer.experiment, answer.stage.id}))
          << check.id << " answers for " << answer.stage.id << " in " << answer.experiment;
    }
  }
}

// What breaks in an experiment that a check does not read, it never sees. Alone is read for all.
TEST(RegistryTest, AnswersForExperimentsThatAreRead) {
  for (const Check& check : AllChecks()) {
    for (const Answer& answer : check.answers_for) {
      const auto& read = check.experiments;
      EXPECT_TRUE(answer.experiment == experiments::kAlone ||
                  std::find(read.begin(), read.end(), answer.experiment) != read.end())
          << check.id << " answers for " << answer.experiment;
    }
  }
}

TEST(RegistryTest, ReadsExperimentsThatThereAre) {
  for (const Check& check : AllChecks()) {
    for (const ExperimentId id : check.experiments) {
      const Experiment* const experiment = FindExperiment(id);
      ASSERT_NE(experiment, nullptr) << check.id << " reads " << id;
      EXPECT_EQ(experiment->config_independent, check.config_independent)
          << check.id << " reads " << id;
    }
  }
}

// Whether a stage was gone through could not be asked of any of them: it would always pass for far
// enough.
TEST(RegistryTest, ReadsStagesOfItsExperiments) {
  for (const Check& check : AllChecks()) {
    for (const Stage& stage : check.stages) {
      EXPECT_TRUE(
          std::any_of(check.experiments.begin(), check.experiments.end(),
                      [&](ExperimentId id) { return FindExperiment(id)->GoesThrough(stage); }))
          << check.id << " reads the stage " << stage.id;
    }
  }
}

TEST(RegistryTest, HasAnExitInEachExperimentOfAFreshProcess) {
  for (const Experiment& experiment : AllExperiments()) {
    if (!experiment.fresh_process) continue;
    EXPECT_TRUE(experiment.GoesThrough(stages::kExit)) << experiment.id;
  }
}

TEST(RegistryTest, HasExperimentsWithAllThatIsTold) {
  std::set<std::string_view> known;
  for (const Experiment& experiment : AllExperiments()) {
    EXPECT_TRUE(known.insert(experiment.id).second) << experiment.id;
    EXPECT_FALSE(experiment.words.empty()) << experiment.id;
    EXPECT_FALSE(experiment.stages.empty()) << experiment.id;
    EXPECT_NE(experiment.run, nullptr) << experiment.id;
  }
}

// The board keeps as much, and no more.
TEST(RegistryTest, HasStagesOfOneMeaningThatFitTheBoard) {
  std::map<std::string_view, std::string_view> words;
  for (const Experiment& experiment : AllExperiments()) {
    std::vector<Stage> all = experiment.stages;
    all.insert(all.end(), experiment.control_stages.begin(), experiment.control_stages.end());
    for (const Stage& stage : all) {
      EXPECT_LE(stage.id.size(), Stage::kLongestId) << stage.id;
      EXPECT_LE(stage.words.size(), Stage::kLongestWords) << stage.id;
      EXPECT_EQ(words.emplace(stage.id, stage.words).first->second, stage.words) << stage.id;
    }
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
