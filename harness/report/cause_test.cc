#include "report/cause.h"

#include <gtest/gtest.h>

#include "report/report.h"
#include "report/target_group.h"

namespace isograde {
namespace {

const char* const kShared = "identity/interpreters-share-no-objects";
const char* const kStatic = "state/no-objects-in-static-storage";
const char* const kEnded = "state/ended-interpreters-leave-nothing";

Evidence Variable(const char* name, int line, const char* address = "") {
  return {.text = std::string("`") + name + "` (PyObject *, m.c:1) holds a list",
          .type = "PyObject *",
          .address = address,
          .file = "/src/m.c",
          .line = line,
          .variable = name};
}

Evidence Object(const char* path, const char* address) {
  return {.text = std::string(path) + ": a list, list at 0x1f, which is shared",
          .object_path = path,
          .type = "list",
          .address = address};
}

class CauseTest : public testing::Test {
 protected:
  void Fails(const char* id, std::vector<Evidence> evidence,
             Severity severity = Severity::kContaminates, const char* config = "legacy") {
    target_.results.push_back({.id = id,
                               .config = config,
                               .severity = severity,
                               .level = StateLevel::kProcess,
                               .finding = Fail("something is seen").With(std::move(evidence))});
  }
  std::vector<Cause> Causes() const { return CausesOf({&target_, {}}); }

  TargetReport target_{.target = {.name = "m", .kind = TargetKind::kExtension}};
};

using Ids = std::vector<std::string>;

TEST_F(CauseTest, OneVariableIsOneWhateverShowsIt) {
  Fails(kStatic, {Variable("cache", 1), Variable("other", 2)});
  Fails(kStatic, {Variable("cache", 1)}, Severity::kContaminates, "isolated");
  Fails(kEnded, {Variable("cache", 1)}, Severity::kBreaks);
  const auto causes = Causes();
  ASSERT_EQ(causes.size(), 2U);
  EXPECT_EQ(causes[0].what, "`cache` (PyObject *, m.c:1)");
  EXPECT_EQ(causes[0].shows, "holds a list");
  EXPECT_EQ(causes[0].severity, Severity::kBreaks);
  EXPECT_EQ(causes[0].checks, (Ids{kEnded, kStatic}));
  EXPECT_EQ(causes[1].what, "`other` (PyObject *, m.c:2)");
  EXPECT_EQ(causes[1].checks, Ids{kStatic});
}

TEST_F(CauseTest, AnObjectThatAVariableHoldsComesFromIt) {
  Fails(kShared, {Object("m.cache", "0x10")});
  Fails(kStatic, {Variable("cache", 1, "0x10")});
  const auto causes = Causes();
  ASSERT_EQ(causes.size(), 1U);
  EXPECT_EQ(causes[0].what, "`cache` (PyObject *, m.c:1)");
  EXPECT_EQ(causes[0].shows, "m.cache: a list, list, which is shared");
  EXPECT_EQ(causes[0].check, kStatic) << "it names the state";
}

TEST_F(CauseTest, AnAddressOfAnotherRunIsAnothers) {
  Fails(kShared, {Object("m.cache", "0x10")}, Severity::kContaminates, "isolated");
  Fails(kStatic, {Variable("cache", 1, "0x10")});
  EXPECT_EQ(Causes().size(), 2U);
}

TEST_F(CauseTest, ObjectsThatShowInTheSameChecksAreOne) {
  Fails(kShared, {Object("m.a", "0x1"), Object("m.b", "0x2"), Object("m.c", "0x3"),
                  Object("m.d", "0x4"), Object("m.e", "0x5")});
  Fails("identity/types-stay-home", {Object("m.e", "0x5")});
  const auto causes = Causes();
  ASSERT_EQ(causes.size(), 2U);
  EXPECT_EQ(causes[0].what, "m.a (list), m.b (list), m.c (list), and 1 more");
  EXPECT_EQ(causes[1].what, "m.e (list)");
  EXPECT_EQ(causes[1].checks.size(), 2U);
}

TEST_F(CauseTest, CrashesAtOnePlaceAreOne) {
  const std::vector<Evidence> crash = {
      {.text = "crashed with SIGABRT", .signal = "SIGABRT"},
      {.text = "thread 1", .function = "free_it", .file = "/src/o.c", .line = 24}};
  Fails("concurrency/parallel-import", crash, Severity::kBreaks);
  Fails("lifecycle/ends-cleanly", crash, Severity::kBreaks);
  const auto causes = Causes();
  ASSERT_EQ(causes.size(), 1U);
  EXPECT_EQ(causes[0].what, "SIGABRT in free_it (o.c:24)");
  EXPECT_EQ(causes[0].checks.size(), 2U);
}

TEST_F(CauseTest, ElseItIsTheFinding) {
  Fails("declaration/multi-phase-init", {}, Severity::kHygiene);
  const auto causes = Causes();
  ASSERT_EQ(causes.size(), 1U);
  EXPECT_EQ(causes[0].what, "something is seen");
  EXPECT_EQ(causes[0].shows, "");
  EXPECT_FALSE(causes[0].remedy.empty());
}

TEST_F(CauseTest, WhatNamesNoStateComesFromWhatDoesAtItsLevel) {
  Fails("c_api/no-pystate-lookup", {{.text = "PyState_FindModule", .symbol = "PyState_FindModule"}},
        Severity::kHygiene);
  target_.results.back().level = StateLevel::kInterpreter;
  Fails("exceptions/old-functions-raise-old-exceptions", {}, Severity::kBreaks);
  target_.results.back().level = StateLevel::kInterpreter;
  target_.results.back().finding.message = "not caught";
  Fails("declaration/multi-phase-init", {}, Severity::kHygiene);
  const auto causes = Causes();
  ASSERT_EQ(causes.size(), 2U);
  EXPECT_EQ(causes[0].what, "something is seen");
  EXPECT_EQ(causes[0].shows, "not caught");
  EXPECT_EQ(causes[0].severity, Severity::kBreaks);
  EXPECT_EQ(causes[0].check, "c_api/no-pystate-lookup");
  EXPECT_EQ(causes[0].checks.size(), 2U);
}

TEST_F(CauseTest, WhatDoesNotCountAndNotesHaveNone) {
  Fails(kStatic, {Variable("cache", 1)}, Severity::kNote);
  Fails(kStatic, {Variable("cache", 1)});
  target_.results.back().counts = false;
  EXPECT_TRUE(Causes().empty());
}

TEST_F(CauseTest, OfADistributionNamesItsMembers) {
  Fails("declaration/multi-phase-init", {}, Severity::kHygiene);
  const TargetReport head{.target = {.name = "Some", .kind = TargetKind::kDistribution}};
  TargetReport one = target_, other = target_, apart = target_;
  one.target = {.name = "some.one", .owner = "Some"};
  other.target = {.name = "some.other", .owner = "Some"};
  apart.target = {.name = "some.apart", .owner = "Some", .is_apart = true};
  const auto causes = CausesOf({&head, {&one, &other, &apart}});
  ASSERT_EQ(causes.size(), 1U);
  EXPECT_EQ(causes[0].members, (Ids{"some.one", "some.other"}));
}

}  // namespace
}  // namespace isograde
