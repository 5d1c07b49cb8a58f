#include <gtest/gtest.h>

#include <map>

#include "checklist/situation.h"
#include "testing/observed.h"

namespace isograde {
namespace {

// What is decided in a config, by what main-first has shown in some of those of the run.
Decision Decided(Decision (*when)(const Situation&), InterpreterConfig config,
                 const std::map<InterpreterConfig, bool>& loads) {
  static const Record kLoads = LoadedEverywhere().At(experiments::kMainFirst);
  static const Record kRefuses = RefusedInOthers().At(experiments::kMainFirst);
  const std::set<InterpreterConfig> configs = {InterpreterConfig::kLegacy,
                                               InterpreterConfig::kIsolated};
  return when({.target = {},
               .config = config,
               .configs = configs,
               .alone = kLoads,
               .seen = [&](InterpreterConfig in, ExperimentId) -> const Record* {
                 const auto found = loads.find(in);
                 return found == loads.end() ? nullptr : found->second ? &kLoads : &kRefuses;
               }});
}

constexpr auto kLegacy = InterpreterConfig::kLegacy;
constexpr auto kIsolated = InterpreterConfig::kIsolated;

TEST(WhenTest, WaitsForWhatItHasToKnow) {
  EXPECT_EQ(Decided(WhereItLoads, kLegacy, {}), Decision::kWait);
  EXPECT_EQ(Decided(InTheMostIsolatedConfig, kLegacy, {{kLegacy, true}}), Decision::kWait);
}

TEST(WhenTest, RunsWhereItLoads) {
  EXPECT_EQ(Decided(WhereItLoads, kLegacy, {{kLegacy, true}}), Decision::kRun);
  EXPECT_EQ(Decided(WhereItLoads, kLegacy, {{kLegacy, false}}), Decision::kLeaveOut);
}

TEST(WhenTest, RunsWhatIsDearInTheMostIsolatedConfigInWhichItLoads) {
  const auto decided = [](InterpreterConfig config, bool legacy, bool isolated) {
    return Decided(InTheMostIsolatedConfig, config, {{kLegacy, legacy}, {kIsolated, isolated}});
  };
  EXPECT_EQ(decided(kIsolated, true, true), Decision::kRun);
  EXPECT_EQ(decided(kLegacy, true, true), Decision::kLeaveOut);
  EXPECT_EQ(decided(kIsolated, true, false), Decision::kLeaveOut);
  EXPECT_EQ(decided(kLegacy, true, false), Decision::kRun);
  EXPECT_EQ(decided(kLegacy, false, false), Decision::kLeaveOut) << "its crash is charged already";
}

}  // namespace
}  // namespace isograde
