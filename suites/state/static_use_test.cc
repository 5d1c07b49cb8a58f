#include "suites/state/static_use.h"
#include "checklist/call_outcome.h"
#include "suites/experiments/cast.h"
#include "suites/lifecycle/ending_experiments.h"
#include "suites/state/static_recorder.h"

#include <gtest/gtest.h>

#include "testing/mentions.h"
#include "testing/observed.h"

namespace isograde {
namespace {

constexpr StaticPlace kCache{0x4000, false}, kCounter{0x4010, false};

StaticWord Object(StaticPlace place, std::uint64_t after, const char* objection) {
  return {.place = place, .after = after, .object = "list", .objection = objection};
}

StaticWord Number(StaticPlace place, std::uint64_t after) {
  return {.place = place, .after = after};
}

void Change(Record& record, StaticPhase phase, int interpreter, StaticWord word) {
  Add(record,
      StaticChanges{.phase = phase, .interpreter = interpreter, .words = {word}, .total = 1});
}

StaticVariable Named(const char* name, const StaticPlace& place) {
  return {.name = name,
          .type = "PyObject *",
          .file = "/src/m.c",
          .line = 7,
          .begin = place.address,
          .size = 8};
}

void Name(Record& record, std::vector<StaticPlace> places, std::vector<StaticVariable> variables) {
  StaticNames names;
  names.libraries.push_back(
      {.path = "/lib/m.so", .places = std::move(places), .variables = std::move(variables)});
  Add(record, names);
}

StaticClass ClassOf(const Record& record) {
  const auto variables = VariablesUsed(record);
  EXPECT_EQ(variables.size(), 1u);
  return variables.empty() ? StaticClass::kUntouched : variables.front().what();
}

TEST(StaticUseTest, TellsAnObjectOfOneInterpreter) {
  Record record = CompleteRecord({stages::kStatics});
  Change(record, StaticPhase::kImport, 1, Object(kCache, 0x7000, "a mortal object"));
  EXPECT_EQ(ClassOf(record), StaticClass::kObject);
}

TEST(StaticUseTest, LetsAnObjectThatMayBeSharedPass) {
  Record record = CompleteRecord({stages::kStatics});
  Change(record, StaticPhase::kImport, 1, Object(kCache, 0x7000, ""));
  EXPECT_EQ(ClassOf(record), StaticClass::kSetOnce);
}

TEST(StaticUseTest, TellsWhatFurtherImportsOverwrite) {
  Record record = CompleteRecord({stages::kStatics});
  Change(record, StaticPhase::kImport, 0, Number(kCounter, 1));
  Change(record, StaticPhase::kImport, 1, Number(kCounter, 2));
  EXPECT_EQ(ClassOf(record), StaticClass::kOverwritten);
}

TEST(StaticUseTest, TellsACacheFromWhatEveryUseChanges) {
  Record once = CompleteRecord({stages::kStatics});
  Change(once, StaticPhase::kUse, 0, Number(kCounter, 1));
  EXPECT_EQ(ClassOf(once), StaticClass::kLazyCache);
  Change(once, StaticPhase::kUse, 1, Number(kCounter, 2));
  EXPECT_EQ(ClassOf(once), StaticClass::kChangesInUse);
}

// Of what a call left that interpreter 1 declined, or not.
Record DocumentedUse(bool declined) {
  Record record = CompleteRecord({stages::kStatics});
  Change(record, StaticPhase::kDocumentedUse, 0, Object(kCache, 0x7000, "a mortal object"));
  Add(record, UseOutcome{.phase = {CallPhase::kMainFirst},
                         .interpreter = 1,
                         .call = "module.open()",
                         .documented = "RuntimeError",
                         .declined = declined});
  return record;
}

TEST(StaticUseTest, TellsWhatIsMainsAloneByDocumentation) {
  EXPECT_EQ(ClassOf(DocumentedUse(true)), StaticClass::kMainsAlone);
  EXPECT_EQ(ClassOf(DocumentedUse(false)), StaticClass::kObject) << "others may set it too";
  Record used = DocumentedUse(true);
  Change(used, StaticPhase::kUse, 0, Object(kCache, 0x7100, "a mortal object"));
  EXPECT_EQ(ClassOf(used), StaticClass::kObject) << "by another call";
  Record imported = DocumentedUse(true);
  Change(imported, StaticPhase::kImport, 1, Number(kCache, 0));
  EXPECT_EQ(ClassOf(imported), StaticClass::kObject) << "by another interpreter";
}

TEST(StaticUseTest, TakesWordsOfOneVariableTogether) {
  Record record = CompleteRecord({stages::kStatics});
  const StaticPlace second{kCache.address + 8, false};
  Change(record, StaticPhase::kImport, 0, Object(kCache, 0x7000, "a mortal object"));
  Change(record, StaticPhase::kImport, 0, Object(second, 0x7100, "a mortal object"));
  Name(record, {kCache, second}, {Named("cache", kCache), Named("cache", kCache)});
  EXPECT_EQ(VariablesUsed(record).size(), 1u);
}

TEST(StaticUseTest, LeavesOutWhatIsExempt) {
  Record record = CompleteRecord({stages::kStatics});
  Change(record, StaticPhase::kImport, 0, Object(kCache, 0x7000, "a mortal object"));
  StaticVariable definition = Named("definition", kCache);
  definition.type = "PyModuleDef";
  Name(record, {kCache}, {definition});
  EXPECT_TRUE(VariablesUsed(record).empty());
}

TEST(StaticUseTest, JoinsTheNamesThatAnExperimentGives) {
  Record record = CompleteRecord({stages::kStatics});
  Name(record, {kCache}, {Named("cache", kCache)});
  Name(record, {kCounter}, {Named("counter", kCounter)});
  const StaticNames names = NamesIn(record);
  EXPECT_EQ(VariableAt(names, 0, kCache).name, "cache");
  EXPECT_EQ(VariableAt(names, 0, kCounter).name, "counter");
  EXPECT_EQ(VariableAt(names, 0, {0x1, false}).name, "");
  EXPECT_EQ(VariableAt(names, 3, kCache).name, "");
}

TEST(StaticUseTest, KeepsTheOrderOfNamesWhereSomeCouldNotBeRead) {
  Record record = CompleteRecord({stages::kStatics});
  Name(record, {kCache}, {});  // a problem: no variable for the place
  Name(record, {kCounter}, {Named("counter", kCounter)});
  EXPECT_EQ(VariableAt(NamesIn(record), 0, kCache).name, "");
  EXPECT_EQ(VariableAt(NamesIn(record), 0, kCounter).name, "counter");
}

TEST(StaticUseTest, SaysWhyAVariableHasNoName) {
  VariableUse use{.place = kCache};
  use.SetLibrary({.path = "/lib/m.so", .problem = "/lib/m.so was replaced"});
  EXPECT_TRUE(Mentions(use.Name(), "0x4000 of m.so"));
  EXPECT_TRUE(Mentions(use.Name(), "m.so was replaced"));
}

Observations Extension() {
  Observations seen = LoadedEverywhere();
  seen.target.kind = TargetKind::kExtension;
  return seen;
}

TEST(StaticChecksTest, CannotTellWhereTheExperimentBrokeBeforeNames) {
  Observations seen = Extension();
  seen.At(experiments::kMainFirst).ending = Ending::kTimedOut;
  for (const char* const id : {"state/no-objects-in-static-storage", "state/no-static-types",
                               "state/static-storage-is-stable"})
    EXPECT_EQ(JudgedBy(id, seen).verdict, Verdict::kInconclusive) << id;
}

TEST(StaticChecksTest, FailOnWhatWasNamedBeforeTheExperimentBroke) {
  Observations seen = Extension();
  Change(seen.At(experiments::kMainFirst), StaticPhase::kImport, 0,
         Object(kCache, 0x7000, "a mortal object"));
  Name(seen.At(experiments::kMainFirst), {kCache}, {Named("cache", kCache)});
  seen.At(experiments::kMainFirst).ending = Ending::kTimedOut;
  const Finding finding = JudgedBy("state/no-objects-in-static-storage", seen);
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(finding.message, "`cache`"));
}

TEST(EndedInterpretersTest, FailWhereAVariableRefersToWhatHasEnded) {
  Observations seen = Extension();
  Name(seen.At(experiments::kMainFirst), {}, {});
  Record& ends = seen.At(experiments::kFirstLoaderEnds) = CompleteRecord({stages::kEnd});
  EXPECT_EQ(JudgedBy("state/ended-interpreters-leave-nothing", seen).verdict, Verdict::kPass);
  Add(ends,
      StaticLeftovers{.interpreter = 1, .freed = {Object(kCache, 0x7000, "a mortal object")}});
  Name(ends, {kCache}, {Named("cache", kCache)});
  const Finding finding = JudgedBy("state/ended-interpreters-leave-nothing", seen);
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(finding.message, "`cache`"));
  EXPECT_EQ(finding.evidence.front().interpreters, std::vector<int>{1});
  EXPECT_TRUE(Mentions(finding.evidence.front().text, "freed memory"));
}

TEST(EndedInterpretersTest, CallNothingFreedThatLivesOn) {
  const auto judged = [](InterpreterConfig config, bool constant) {
    Observations seen = LoadedEverywhere(config);
    Name(seen.At(experiments::kMainFirst), {}, {});
    StaticWord word = Object(kCache, 0x7000, "a mortal object");
    word.constant = constant;
    Record& ends = seen.At(experiments::kFirstLoaderEnds) = CompleteRecord({stages::kEnd});
    Add(ends, StaticLeftovers{.interpreter = 1, .alive = {word}});
    return JudgedBy("state/ended-interpreters-leave-nothing", seen);
  };
  constexpr auto kLegacy = InterpreterConfig::kLegacy, kIsolated = InterpreterConfig::kIsolated;
  EXPECT_EQ(judged(kLegacy, true).severity, Severity::kHygiene);
  EXPECT_EQ(judged(kLegacy, false).severity, Severity::kContaminates);
  EXPECT_EQ(judged(kIsolated, true).severity, Severity::kContaminates);
  for (const bool constant : {false, true}) {
    const Finding finding = judged(kLegacy, constant);
    EXPECT_FALSE(Mentions(finding.evidence.front().text, "freed memory"));
    EXPECT_TRUE(Mentions(finding.evidence.front().text, "lives on"));
  }
}

TEST(StaticChecksTest, WeighConstantsByWhoseGilGuardsThem) {
  const auto judged = [](InterpreterConfig config, std::vector<StaticWord> words) {
    Observations seen = LoadedEverywhere(config);
    Record& record = seen.At(experiments::kMainFirst);
    for (const int interpreter : {0, 1}) {
      Add(record, StaticChanges{.interpreter = interpreter, .words = words, .total = 1});
    }
    Name(record, {kCache, kCounter}, {Named("name", kCache), Named("list", kCounter)});
    return std::pair(JudgedBy("state/no-objects-in-static-storage", seen),
                     JudgedBy("state/static-storage-is-stable", seen));
  };
  constexpr auto kLegacy = InterpreterConfig::kLegacy, kIsolated = InterpreterConfig::kIsolated;
  StaticWord text = Object(kCache, 0x7000, "a mortal object");
  text.constant = true;
  const StaticWord list = Object(kCounter, 0x7100, "a mortal object");
  const auto [held, overwritten] = judged(kLegacy, {text});
  EXPECT_EQ(held.severity, Severity::kHygiene);
  EXPECT_EQ(overwritten.verdict, Verdict::kFail);
  EXPECT_NE(overwritten.severity, Severity::kContaminates);
  const auto [held_apart, overwritten_apart] = judged(kIsolated, {text});
  EXPECT_EQ(held_apart.severity, Severity::kContaminates);
  EXPECT_EQ(overwritten_apart.severity, Severity::kContaminates);
  const auto [both, both_overwritten] = judged(kLegacy, {text, list});
  EXPECT_EQ(both.severity, Severity::kContaminates);
  EXPECT_TRUE(Mentions(both.message, "first `list`")) << "the worst is named";
  EXPECT_EQ(both_overwritten.severity, Severity::kContaminates);
}

}  // namespace
}  // namespace isograde
