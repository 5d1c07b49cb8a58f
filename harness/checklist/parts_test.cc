#include "checklist/parts.h"

#include <gtest/gtest.h>

#include <csignal>

#include "checklist/break_site.h"
#include "checklist/declaration.h"
#include "checklist/import_outcome.h"
#include "testing/observed.h"

namespace isograde {
namespace {

template <typename T>
void AddOf(Record& record, const std::string& part, const T& observation) {
  record.observations.Add(T::kName, observation, part);
}

// A distribution p with the members p._a and p._b.
Observations Seen() {
  Observations seen{
      .target = {.name = "p",
                 .kind = TargetKind::kDistribution,
                 .roots = {"p"},
                 .members = {{"p._a", "/x/p/_a.so", true}, {"p._b", "/x/p/_b.so", true}}}};
  Record& record = seen.At(experiments::kMainFirst) = CompleteRecord();
  AddOf(record, "", ImportOutcome{.interpreter = 1, .loaded = true, .missing_modules = {"p._b"}});
  AddOf(record, "p._a", ImportOutcome{.interpreter = 1, .loaded = true});
  AddOf(record, "p._b", ImportOutcome{.interpreter = 1});
  AddOf(record, "", OwnExtensions{.modules = {{.name = "p._a"}}});
  AddOf(record, "p._a", Declaration{.init = "multi-phase"});
  return seen;
}

TEST(PartsTest, KeepTheMembersApartFromTheWhole) {
  const Observations whole = OfTheWhole(Seen());
  EXPECT_EQ(whole[experiments::kMainFirst].All<ImportOutcome>().size(), 1u);
  EXPECT_FALSE(whole[experiments::kMainFirst].First<Declaration>());
  EXPECT_TRUE(whole[experiments::kMainFirst].First<OwnExtensions>());
}

TEST(PartsTest, HaveWhatIsSaidOfThemInThePlaceOfWhatIsSaidOfTheWhole) {
  const Observations seen = Seen();
  const Observations a = OfMember(seen, LoadedMembers(seen.target).front());
  EXPECT_EQ(a.target.name, "p._a");
  const auto imports = a[experiments::kMainFirst].All<ImportOutcome>();
  ASSERT_EQ(imports.size(), 1u);
  EXPECT_TRUE(imports.front().loaded);
  EXPECT_TRUE(a[experiments::kMainFirst].First<Declaration>());
  EXPECT_TRUE(a[experiments::kMainFirst].First<OwnExtensions>());
  const Observations b = OfMember(seen, LoadedMembers(seen.target).back());
  EXPECT_FALSE(b[experiments::kMainFirst].First<ImportOutcome>()->loaded);
  EXPECT_FALSE(b[experiments::kMainFirst].First<Declaration>());
}

// Whether it is charged to the whole, to p._a and to p._b.
std::vector<bool> ChargedTo(const Observations& seen) {
  Observations whole = OfTheWhole(seen);
  LeaveBreaksToMembers(whole);
  std::vector<bool> charged = {HasBroken(whole[experiments::kMainFirst])};
  for (const Target& member : LoadedMembers(seen.target))
    charged.push_back(HasBroken(OfMember(seen, member)[experiments::kMainFirst]));
  return charged;
}

TEST(PartsTest, AreChargedWithACrashInTheirCode) {
  Observations seen = Seen();
  Record& record = seen.At(experiments::kMainFirst) = CrashedRecord({stages::kImport}, SIGSEGV);
  EXPECT_EQ(ChargedTo(seen), (std::vector<bool>{true, false, false}));
  ThreadStack& stack = record.post_mortem.threads.emplace_back();
  stack.frames = {{.function = "strlen", .library = "/lib/libc.so.6"},
                  {.function = "exec", .library = "/x/p/_b.so"}};
  EXPECT_EQ(ChargedTo(seen), (std::vector<bool>{false, false, true}));
}

TEST(PartsTest, AreChargedWithACrashWhileTheyAreLookedAt) {
  Observations seen = Seen();
  Record& record = seen.At(experiments::kMainFirst) = CrashedRecord({stages::kImport}, SIGSEGV);
  record.stages.back().detail = "p._a: by itself";
  EXPECT_EQ(ChargedTo(seen), (std::vector<bool>{false, true, false}));
}

TEST(PartsTest, DeclareTogetherWhatTheLeastOfThemDeclares) {
  Record alone = CompleteRecord();
  EXPECT_FALSE(DeclaredIn(alone));
  AddOf(alone, "",
        Declarations{{{.init = "multi-phase", .multiple_interpreters = "per_interpreter_gil"},
                      {.init = "single-phase", .multiple_interpreters = "unspecified"}}});
  EXPECT_EQ(DeclaredIn(alone)->init, "single-phase");
  EXPECT_EQ(DeclaredIn(alone)->multiple_interpreters, "unspecified");
}

}  // namespace
}  // namespace isograde
