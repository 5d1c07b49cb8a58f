#include "grading/uses.h"

#include <gtest/gtest.h>

#include <array>

#include "testing/mentions.h"
#include "testing/observed.h"

namespace isograde {
namespace {

Observations With(const ImportOutcome& outcome) {
  Observations seen{.config = InterpreterConfig::kIsolated};
  Add(seen.At(experiments::kMainFirst), outcome);
  return seen;
}

CheckResult Result(const std::string& id, Verdict verdict, Severity severity) {
  CheckResult result{.id = id, .config = "isolated", .severity = severity};
  result.finding.verdict = verdict;
  result.finding.message = "what was seen";
  return result;
}

Use Completed(Use use, std::vector<CheckResult> own, std::vector<CheckResult> members = {}) {
  TargetReport report{.target = {.name = "p"}, .uses = {std::move(use)}, .results = std::move(own)};
  const std::array<TargetReport, 1> all = {TargetReport{.target = {.name = "p._a"},
                                                        .refusal = "ImportError: only once",
                                                        .results = std::move(members)}};
  CompleteUses(all, report);
  return report.uses.front();
}

TEST(UsesTest, SayWhatIsMissingWhereItFallsBack) {
  const Use use = FirstUse(With({.interpreter = 1,
                                 .loaded = true,
                                 .missing_modules = {"p._a"},
                                 .missing_names = {"p.CLoader"}}),
                           LoadOutcome::kFallsBack, "");
  EXPECT_EQ(use.word, UseWord::kFallsBack);
  EXPECT_EQ(use.missing_modules, (std::vector<std::string>{"p._a"}));
  EXPECT_EQ(use.missing_names, (std::vector<std::string>{"p.CLoader"}));
  EXPECT_EQ(Completed(use, {}).reason, "ImportError: only once");
}

TEST(UsesTest, SayItsOwnWordsWhereItRefuses) {
  const Use use = FirstUse(With({.interpreter = 1}), LoadOutcome::kRefuses, "ImportError: no");
  EXPECT_EQ(use.word, UseWord::kRefuses);
  EXPECT_EQ(use.reason, "ImportError: no");
}

TEST(UsesTest, AreUnsafeByWhatIsSeenOfItOrOfAMember) {
  const Use works = FirstUse(With({.interpreter = 1, .loaded = true}), LoadOutcome::kLoads, "");
  EXPECT_EQ(works.word, UseWord::kWorks);
  EXPECT_EQ(Completed(works, {Result("a/b", Verdict::kFail, Severity::kHygiene)}).word,
            UseWord::kWorks);
  const Use harmed = Completed(works, {}, {Result("a/b", Verdict::kFail, Severity::kContaminates)});
  EXPECT_EQ(harmed.word, UseWord::kUnsafe);
  EXPECT_TRUE(Mentions(harmed.reason, "p._a: what was seen (a/b)")) << harmed.reason;
  CheckResult elsewhere = Result("a/b", Verdict::kFail, Severity::kBreaks);
  elsewhere.config = "legacy";
  EXPECT_EQ(Completed(works, {elsewhere}).word, UseWord::kWorks);
}

TEST(UsesTest, AreUnknownWhereItCouldNotBeTold) {
  const Use works = FirstUse(With({.interpreter = 1, .loaded = true}), LoadOutcome::kLoads, "");
  EXPECT_EQ(Completed(works, {Result("a/b", Verdict::kInconclusive, Severity::kBreaks)}).word,
            UseWord::kUnknown);
  const Use refuses = FirstUse(With({.interpreter = 1}), LoadOutcome::kRefuses, "ImportError: no");
  EXPECT_EQ(Completed(refuses, {Result("a/b", Verdict::kInconclusive, Severity::kBreaks)}).word,
            UseWord::kRefuses);
}

TEST(UsesTest, DoNotCallAFallbackUnsafeForWhatItIs) {
  const Use falls = FirstUse(With({.interpreter = 1, .loaded = true, .missing_modules = {"p._a"}}),
                             LoadOutcome::kFallsBack, "");
  const auto differs =
      Result("loading/same-implementation", Verdict::kFail, Severity::kContaminates);
  EXPECT_EQ(Completed(falls, {differs}).word, UseWord::kFallsBack);
  const Use works = FirstUse(With({.interpreter = 1, .loaded = true}), LoadOutcome::kLoads, "");
  EXPECT_EQ(Completed(works, {differs}).word, UseWord::kUnsafe);
}

}  // namespace
}  // namespace isograde
