#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "checklist/declaration.h"
#include "checklist/demonstrated.h"
#include "checklist/judge.h"
#include "suites/declaration/declaration_recorder.h"
#include "suites/loading/import_recorder.h"
#include "testing/mentions.h"
#include "testing/observed.h"

namespace isograde {
namespace {

Observations Declaring(const Declaration& declaration, Observations seen = LoadedEverywhere()) {
  Add(seen.At(experiments::kAlone), declaration);
  return seen;
}

Declaration Modern() {
  return {.init = "multi-phase",
          .multiple_interpreters = "per_interpreter_gil",
          .gil = "not_used",
          .state_size = 16,
          .has_traverse = true,
          .has_clear = true,
          .has_free = true,
          .knows_interpreters_slot = true,
          .knows_gil_slot = true,
          .state_objects = {"type", "type", "dict"}};
}

// A declaration with one thing about it changed.
template <typename Change>
Observations ModernBut(Change&& change) {
  Declaration declaration = Modern();
  change(declaration);
  return Declaring(declaration);
}

TEST(MultiPhaseInitTest, Judges) {
  const char* const id = "declaration/multi-phase-init";
  EXPECT_EQ(JudgedBy(id, Declaring(Modern())).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.init = "export"; })).verdict,
            Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.init = "single-phase"; })).verdict,
            Verdict::kFail);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.init = ""; })).verdict,
            Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
  Observations made = ModernBut([](Declaration& d) { d.init = "single-phase"; });
  Add(made.At(experiments::kAlone), SecondImport{.withheld = "the runtime makes it"});
  EXPECT_EQ(JudgedBy(id, made).verdict, Verdict::kNotApplicable);
}

TEST(DeclaresInterpreterSupportTest, Judges) {
  const char* const id = "declaration/declares-interpreter-support";
  EXPECT_EQ(JudgedBy(id, Declaring(Modern())).verdict, Verdict::kPass);
  EXPECT_EQ(
      JudgedBy(id, ModernBut([](Declaration& d) { d.multiple_interpreters = "not_supported"; }))
          .verdict,
      Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.multiple_interpreters = "unspecified"; }))
                .verdict,
            Verdict::kFail);
  EXPECT_EQ(
      JudgedBy(id, ModernBut([](Declaration& d) { d.knows_interpreters_slot = false; })).verdict,
      Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.init = "single-phase"; })).verdict,
            Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
}

TEST(DeclaresGilUseTest, Judges) {
  const char* const id = "declaration/declares-gil-use";
  EXPECT_EQ(JudgedBy(id, Declaring(Modern())).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.gil = "used"; })).verdict,
            Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.gil = "unspecified"; })).verdict,
            Verdict::kFail);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.knows_gil_slot = false; })).verdict,
            Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.init = "single-phase"; })).verdict,
            Verdict::kNotApplicable);
}

TEST(StateHasGcHooksTest, Judges) {
  const char* const id = "declaration/state-has-gc-hooks";
  EXPECT_EQ(JudgedBy(id, Declaring(Modern())).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.has_clear = false; })).verdict,
            Verdict::kPass)
      << "m_free may let go of them";
  const Finding finding = JudgedBy(id, ModernBut([](Declaration& d) { d.has_traverse = false; }));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_TRUE(Mentions(finding.message, "its module state of 16 bytes holds 1 dict, 2 type"));
  EXPECT_EQ(
      JudgedBy(id, ModernBut([](Declaration& d) { d.has_clear = d.has_free = false; })).verdict,
      Verdict::kFail);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.state_size = 0; })).verdict,
            Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.state_size = -1; })).verdict,
            Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, ModernBut([](Declaration& d) { d.state_objects.clear(); })).verdict,
            Verdict::kNotApplicable);
}

class KeepsItsWordTest : public testing::Test {
 protected:
  static Verdict Of(const char* word, Observations seen) {
    Declaration declaration = Modern();
    declaration.multiple_interpreters = word;
    return JudgedBy("declaration/keeps-its-word", Declaring(declaration, std::move(seen))).verdict;
  }
};

TEST_F(KeepsItsWordTest, WantsPromisesKept) {
  using enum InterpreterConfig;
  EXPECT_EQ(Of("per_interpreter_gil", LoadedEverywhere(kIsolated)), Verdict::kPass);
  EXPECT_EQ(Of("per_interpreter_gil", RefusedInOthers(kIsolated)), Verdict::kFail);
  EXPECT_EQ(Of("per_interpreter_gil", RefusedInOthers(kLegacy)), Verdict::kFail);
  EXPECT_EQ(Of("supported", LoadedEverywhere(kStrict)), Verdict::kPass);
  EXPECT_EQ(Of("supported", RefusedInOthers(kStrict)), Verdict::kFail);
  EXPECT_EQ(Of("supported", RefusedInOthers(kIsolated)), Verdict::kNotApplicable);
  EXPECT_EQ(Of("per_interpreter_gil", LoadedEverywhere(kOverride)), Verdict::kNotApplicable);
}

TEST_F(KeepsItsWordTest, WantsRefusalsKept) {
  using enum InterpreterConfig;
  EXPECT_EQ(Of("not_supported", RefusedInOthers(kStrict)), Verdict::kPass);
  EXPECT_EQ(Of("not_supported", LoadedEverywhere(kIsolated)), Verdict::kFail);
  EXPECT_EQ(Of("not_supported", LoadedEverywhere(kLegacy)), Verdict::kNotApplicable)
      << "CPython does not ask there";
}

TEST_F(KeepsItsWordTest, WantsNothingOfASilentModule) {
  EXPECT_EQ(Of("unspecified", RefusedInOthers()), Verdict::kNotApplicable);
  EXPECT_EQ(Of("", LoadedEverywhere()), Verdict::kNotApplicable);
}

TEST_F(KeepsItsWordTest, RestsOnTheBreakThatItTells) {
  Observations seen = LoadedEverywhere(InterpreterConfig::kIsolated);
  seen.At(experiments::kAlone) = CompleteRecord();
  Add(seen.At(experiments::kAlone), Declaration{.multiple_interpreters = "per_interpreter_gil"});
  seen.At(experiments::kMainLast) = CrashedRecord({stages::kImport}, SIGABRT);
  const Check& check = *FindCheck("declaration/keeps-its-word");
  EXPECT_EQ(Judge(check, seen, LoadedEverywhere()).verdict, Verdict::kFail);
  Reliability tried{.with = "_datetime"};
  Note(seen.At(experiments::kMainLast), tried);
  seen.reliability["main-last"] = {tried};
  EXPECT_EQ(Judge(check, seen, LoadedEverywhere()).verdict, Verdict::kInconclusive);
}

TEST_F(KeepsItsWordTest, BlamesADependencyInstead) {
  Observations seen = RefusedInOthers(
      InterpreterConfig::kIsolated, "module _datetime does not support loading in subinterpreters");
  Add(seen.At(experiments::kMainFirst),
      WhoRaised{.interpreter = 1,
                .module = "_datetime",
                .cause = {"ImportError",
                          "module _datetime does not support loading in subinterpreters", true}});
  EXPECT_EQ(Of("per_interpreter_gil", seen), Verdict::kNotApplicable);
}

// A refusal of interpreter 1, as it was tried the second time.
Observations Refusal(const std::function<void(ImportOutcome&)>& change) {
  Observations seen = RefusedInOthers();
  ImportOutcome outcome{.interpreter = 1,
                        .raised = {"ImportError", "no", true},
                        .retry_raised = {"ImportError", "no", true}};
  change(outcome);
  seen.At(experiments::kMainLast) = CompleteRecord();
  Add(seen.At(experiments::kMainLast), outcome);
  return seen;
}

TEST(RefusesCleanlyTest, Judges) {
  const char* const id = "declaration/refuses-cleanly";
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, RefusedInOthers()).message, "ImportError: once per process");
  EXPECT_EQ(JudgedBy(id, LoadedEverywhere()).verdict, Verdict::kNotApplicable);
  EXPECT_EQ(JudgedBy(id, Refusal([](ImportOutcome&) {})).verdict, Verdict::kPass);
  EXPECT_EQ(JudgedBy(id, Refusal([](ImportOutcome& o) { o.retry_loaded = true; })).verdict,
            Verdict::kFail);
  EXPECT_EQ(JudgedBy(id, Refusal([](ImportOutcome& o) {
                       o.retry_raised = {"SystemError", "no", false};
                     }))
                .verdict,
            Verdict::kFail);
  EXPECT_EQ(JudgedBy(id, Refusal([](ImportOutcome& o) { o.left_modules = {"m"}; })).verdict,
            Verdict::kFail);
  const Finding finding = JudgedBy(id, Refusal([](ImportOutcome& o) {
                                     o.changes = {{.item = "umask", .was = "022", .is = "077"}};
                                   }));
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  ASSERT_EQ(finding.evidence.size(), 1U);
  EXPECT_EQ(finding.evidence[0].text, "process: umask was 022, is 077");
  EXPECT_EQ(finding.evidence[0].interpreters, std::vector<int>{1});
}

TEST(RefusesCleanlyTest, ExemptsThreadsThatLoadingTheLibraryStarts) {
  const char* const id = "declaration/refuses-cleanly";
  Observations seen =
      Refusal([](ImportOutcome& o) { o.changes = {{.item = "threads", .was = "1", .is = "5"}}; });
  EXPECT_EQ(JudgedBy(id, seen).verdict, Verdict::kFail);
  seen.At(experiments::kAlone) = CompleteRecord();
  Add(seen.At(experiments::kAlone),
      ImportOutcome{.loaded = true, .changes = {{.item = "threads", .was = "1", .is = "9"}}});
  EXPECT_EQ(JudgedBy(id, seen).verdict, Verdict::kPass);
  seen.At(experiments::kAlone) = CompleteRecord();
  Add(seen.At(experiments::kAlone),
      ImportOutcome{.loaded = true, .changes = {{.item = "umask", .was = "022", .is = "077"}}});
  EXPECT_EQ(JudgedBy(id, seen).verdict, Verdict::kFail);
}

}  // namespace
}  // namespace isograde
