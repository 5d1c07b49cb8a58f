#include "checklist/break_site.h"

#include <gtest/gtest.h>

#include <csignal>

#include "checklist/reliability.h"
#include "testing/observed.h"
#include "testing/stages.h"

namespace isograde {
namespace {

constexpr const char* kLibc = "/lib/libc.so.6";
constexpr const char* kPython = "/usr/lib/libpython3.12.so.1.0";

Record Crash(int signal, std::vector<StackFrame> frames) {
  Record record = CrashedRecord({stages::kImport}, signal);
  record.post_mortem.thread = 1;
  record.post_mortem.threads = {{.thread = 1, .frames = std::move(frames)}};
  return record;
}

StackFrame In(const std::string& library, const std::string& function) {
  return {.function = function, .library = library};
}

TEST(BreakSiteTest, IsWhereSomethingActsByItself) {
  const BreakSite site = SiteOf(Crash(
      SIGABRT, {In(kLibc, "raise"), In(kLibc, "abort"), In(kPython, "fatal_error.cold"),
                In(kPython, "_Py_FatalErrorFunc"), In(kPython, "PyInterpreterState_Delete.part.0"),
                In(kPython, "Py_FinalizeEx")}));
  EXPECT_EQ(site.stage, "import");
  EXPECT_EQ(site.manner, "SIGABRT");
  EXPECT_EQ(site.function, "PyInterpreterState_Delete");
  EXPECT_EQ(site.library, "CPython");
}

TEST(BreakSiteTest, TakesWhatTheHeapShowsOneWayOrTheOtherForOneThing) {
  const BreakSite found = SiteOf(
      Crash(SIGABRT, {In(kLibc, "abort"), In(kLibc, "malloc_printerr"), In(kLibc, "_int_free"),
                      In(kLibc, "free"), In(kPython, "_PyObject_Free")}));
  const BreakSite hit = SiteOf(Crash(SIGSEGV, {In(kLibc, "free"), In(kPython, "_PyObject_Free")}));
  const BreakSite nameless =
      SiteOf(Crash(SIGABRT, {In(kLibc, ""), In(kLibc, "raise"), In(kLibc, "abort"), In(kLibc, ""),
                             In(kLibc, ""), In(kPython, "_PyObject_Free")}));
  EXPECT_EQ(found.manner, "heap corruption");
  EXPECT_TRUE(IsLike(found, hit));
  EXPECT_TRUE(IsLike(found, nameless));
  const BreakSite asserted =
      SiteOf(Crash(SIGABRT, {In(kLibc, "abort"), In(kLibc, "__assert_fail_base"),
                             In(kLibc, "__assert_fail"), In(kPython, "_PyObject_Free")}));
  EXPECT_FALSE(IsLike(found, asserted));
}

TEST(BreakSiteTest, TakesNoFunctionOfAModuleForOneOfCPythons) {
  for (const char* function : {"raise_errmsg", "abort_if_shared", "fatal_error_of_mine"}) {
    const BreakSite site =
        SiteOf(Crash(SIGSEGV, {In("/lib/m.cpython-312-x86_64-linux-gnu.so", function),
                               In(kPython, "PyObject_Call")}));
    EXPECT_EQ(site.function, function);
    EXPECT_EQ(site.library, "m");
  }
  EXPECT_EQ(SiteOf(Crash(SIGSEGV, {In("/lib/python3d.abi3.so", "f")})).library, "python3d");
  EXPECT_EQ(SiteOf(Crash(SIGSEGV, {In("/usr/bin/python3.13", "f")})).library, "CPython");
}

TEST(BreakSiteTest, ComparesWhatIsKnownOfBoth) {
  const BreakSite site{"end", "SIGSEGV", "subtype_dealloc", "CPython"};
  EXPECT_TRUE(IsLike(site, site));
  EXPECT_TRUE(IsLike(site, {"end", "SIGSEGV", "", ""})) << "no stack could be read";
  EXPECT_TRUE(IsLike(site, {"end", "SIGABRT", "", ""})) << "and what it was is not known";
  EXPECT_FALSE(IsLike(site, {"end", "a hang", "", ""}));
  EXPECT_FALSE(IsLike(site, {"end", "SIGSEGV", "", "_other"})) << "the function has no name";
  EXPECT_FALSE(IsLike(site, {"use", "SIGSEGV", "", ""}));
  EXPECT_FALSE(IsLike(site, {"end", "SIGSEGV", "tuple_dealloc", "CPython"}));
  EXPECT_FALSE(IsLike(site, {"end", "SIGSEGV", "subtype_dealloc", "_other"}));
  EXPECT_FALSE(IsLike(site, {"use", "SIGSEGV", "subtype_dealloc", "CPython"}));
  EXPECT_FALSE(IsLike(site, {"end", "a hang", "subtype_dealloc", "CPython"}));
}

TEST(BreakSiteTest, TellsOtherEndings) {
  Record record = CompleteRecord({stages::kImport});
  EXPECT_FALSE(HasBroken(record));
  record.ending = Ending::kTooLong;
  EXPECT_FALSE(HasBroken(record)) << "slow is not broken";
  record.ending = Ending::kTimedOut;
  EXPECT_TRUE(HasBroken(record));
  EXPECT_EQ(SiteOf(record).manner, "a hang");
  record.ending = Ending::kExited;
  record.exit_code = 3;
  EXPECT_EQ(SiteOf(record).manner, "exit code 3");
}

TEST(ReliabilityTest, CountsBreaksBySite) {
  Reliability tried{.with = "_datetime"};
  Note(CompleteRecord(), tried);
  Note(Crash(SIGSEGV, {In(kPython, "f")}), tried);
  Note(Crash(SIGSEGV, {In(kPython, "f")}), tried);
  Note(Crash(SIGSEGV, {In(kPython, "g")}), tried);
  EXPECT_EQ(tried.tries, 4);
  EXPECT_EQ(tried.broken(), 3);
  ASSERT_EQ(tried.breakdowns.size(), 2U);
  EXPECT_EQ(tried.breakdowns[0].times, 2);
  EXPECT_EQ(nlohmann::json(tried).get<Reliability>().breakdowns[1].site.function, "g");
}

}  // namespace
}  // namespace isograde
