// What Judge excuses a break by, and what it does not.
#include <gtest/gtest.h>

#include <csignal>
#include <string>

#include "checklist/judge.h"
#include "testing/checks.h"
#include "testing/mentions.h"

namespace isograde {
namespace {

using namespace test_checks;

// A crash in a function of CPython; `own`: called from the target's library.
Record CrashIn(const std::string& function, const Stage& stage, int signal,
               const std::string& library = "/usr/lib/libpython3.12.so.1.0") {
  Record record = CrashedRecord({stages::kImport, stage}, signal);
  record.post_mortem.thread = 1;
  record.post_mortem.threads = {
      {.thread = 1,
       .frames = {{.function = "abort", .library = "/lib/libc.so.6"},
                  {.function = "fatal_error.cold", .library = "/usr/lib/libpython3.12.so.1.0"},
                  {.function = function, .library = library}}}};
  return record;
}

// One that broke in tries with only _datetime imported.
Observations SeenWithTries(const Record& of_target, const Record& of_tries) {
  Observations seen = Seen();
  seen.At(experiments::kMainFirst) = of_target;
  Reliability tried{.with = "_datetime"};
  for (int i = 0; i < 3; ++i) Note(of_tries, tried);
  for (int i = 0; i < 27; ++i) Note(CompleteRecord(), tried);
  seen.reliability["main-first"] = {tried};
  return seen;
}

TEST(ExcuseTest, ExcusesACrashOnlyByALikeOne) {
  const Record crash = CrashIn("delete", test_stages::kWalk, SIGABRT);
  const auto judged = [&](const Record& of_tries) {
    return Judge(kPassing, SeenWithTries(crash, of_tries), Control());
  };
  const Finding excused = judged(crash);
  EXPECT_EQ(excused.verdict, Verdict::kInconclusive);
  EXPECT_EQ(excused.severity, Severity::kBreaks) << "or a grade would not rest on it";
  EXPECT_TRUE(Mentions(excused.message, "with only _datetime imported"));
  EXPECT_TRUE(Mentions(excused.message, "3 of 30 tries"));
  EXPECT_EQ(judged(CrashIn("delete", test_stages::kUse, SIGABRT)).verdict, Verdict::kFail)
      << "stage";
  EXPECT_EQ(judged(CrashIn("delete", test_stages::kWalk, SIGSEGV)).verdict, Verdict::kFail)
      << "signal";
  EXPECT_EQ(judged(CrashIn("collect", test_stages::kWalk, SIGABRT)).verdict, Verdict::kFail)
      << "function";
}

TEST(ExcuseTest, AsksOfPythonAloneForNoFunction) {
  const Record crash = CrashIn("delete", test_stages::kWalk, SIGABRT);
  Observations seen = SeenWithTries(crash, CrashIn("collect", test_stages::kWalk, SIGSEGV));
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kFail);
  seen.target.kind = TargetKind::kPure;
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kInconclusive);
  seen = SeenWithTries(crash, CrashIn("collect", test_stages::kUse, SIGSEGV));
  seen.target.kind = TargetKind::kPure;
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kFail) << "stage";
  Record hang = crash;
  hang.ending = Ending::kTimedOut;
  seen = SeenWithTries(hang, CrashIn("collect", test_stages::kWalk, SIGSEGV));
  seen.target.kind = TargetKind::kPure;
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kFail) << "a hang is no crash";
}

TEST(ExcuseTest, AsksForNoFunctionWhereWhatItImportsBreaksAnywhere) {
  const Record crash = CrashIn("delete", test_stages::kWalk, SIGSEGV);
  Observations seen = SeenWithTries(crash, CrashIn("collect", test_stages::kWalk, SIGSEGV));
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kFail) << "one function";
  Note(CrashIn("resize", test_stages::kWalk, SIGSEGV), seen.reliability["main-first"].front());
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kInconclusive) << "several";
  Record through_it = crash;
  through_it.post_mortem.threads.front().frames.push_back(
      {.function = "m_exec", .library = "/lib/m.so"});
  seen.At(experiments::kMainFirst) = through_it;
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kFail) << "its own frame";
  seen = SeenWithTries(crash, CrashIn("collect", test_stages::kUse, SIGSEGV));
  Note(CrashIn("resize", test_stages::kUse, SIGSEGV), seen.reliability["main-first"].front());
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kFail) << "stage";
}

TEST(ExcuseTest, ExcusesNothingInTheTargetsOwnCode) {
  const Record own = CrashIn("delete", test_stages::kWalk, SIGABRT, "/lib/m.so");
  Observations seen = SeenWithTries(own, own), control = Control();
  seen.without["main-first"] = control.At(experiments::kMainFirst) = own;
  EXPECT_EQ(Judge(kPassing, seen, control).verdict, Verdict::kFail);
}

TEST(ExcuseTest, TrustsNoPassWhereTriesBroke) {
  const Record crash = CrashIn("delete", test_stages::kWalk, SIGABRT);
  const Observations seen = SeenWithTries(CompleteRecord(), crash);
  const Finding finding = Judge(kPassing, seen, Control());
  EXPECT_EQ(finding.verdict, Verdict::kInconclusive);
  EXPECT_EQ(finding.severity, Severity::kBreaks);
  EXPECT_TRUE(Mentions(finding.message, "CPython itself is not reliable here"));
  EXPECT_EQ(Judge(kFailingForTarget, seen, Control()).verdict, Verdict::kFail)
      << "what was seen all the same";
  Check earlier = kPassing;  // was through with it by then
  earlier.stages = {stages::kImport};
  earlier.answers_for = {};
  EXPECT_EQ(Judge(earlier, seen, Control()).verdict, Verdict::kPass);
}

TEST(ExcuseTest, ChargesTheTargetWithWhatItDoesNowAndThen) {
  const Record crash = CrashIn("delete", test_stages::kWalk, SIGABRT);
  Observations seen = SeenWithTries(CompleteRecord(), crash);
  seen.target.name = "_datetime";
  const Finding finding = Judge(kPassing, seen, Control());
  EXPECT_EQ(finding.verdict, Verdict::kFail);
  EXPECT_EQ(finding.severity, Severity::kBreaks);
  seen.At(experiments::kMainFirst) = crash;
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kFail) << "no excuse for itself";
  Reliability innocent{.with = "_isograde_single_phase"};
  Note(crash, innocent);
  seen.reliability["main-first"].push_back(innocent);
  EXPECT_EQ(Judge(kPassing, seen, Control()).verdict, Verdict::kInconclusive);
}

TEST(ExcuseTest, ExcusesNoValueByACrash) {
  Observations control = Control();
  control.At(experiments::kMainFirst) = CrashIn("delete", test_stages::kWalk, SIGABRT);
  EXPECT_EQ(Judge(kFailingForTarget, Seen(), control).verdict, Verdict::kFail);
  Observations seen = Seen();
  seen.At(experiments::kAlone) = CrashedRecord({stages::kImport, test_stages::kWalk}, SIGSEGV);
  EXPECT_EQ(Judge(kFailingForTarget, seen, Control()).verdict, Verdict::kFail);
}

// Functions of its own may be called like CPython's, or the C library's.
TEST(ExcuseTest, ExcusesNothingInAFunctionThatRaises) {
  Record own = CrashIn("PyObject_Call", test_stages::kWalk, SIGSEGV);
  auto& frames = own.post_mortem.threads[0].frames;
  frames = {{.function = "raise_errmsg", .library = "/lib/m.so"}, frames.back()};
  EXPECT_EQ(Judge(kPassing, SeenWithTries(own, own), Control()).verdict, Verdict::kFail);
}

}  // namespace
}  // namespace isograde
