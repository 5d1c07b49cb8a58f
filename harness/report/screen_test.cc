#include "report/screen.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "report/report.h"
#include "report/target_group.h"
#include "report/words.h"
#include "report/wrapped.h"
#include "testing/mentions.h"
#include "testing/small_report.h"

namespace isograde {
namespace {

constexpr std::size_t kMostLines = 25;

std::string Screen(const Report& report, std::size_t width = 80) {
  return ToScreen(GroupsOf(report).at(0), {.width = width}, Style(false));
}

std::size_t LinesOf(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// With one more cause, a variable of its own.
void AddVariable(TargetReport& target, int number) {
  const std::string name = "variable_" + std::to_string(number);
  CheckResult result = target.results[0];
  result.id = "state/no-objects-in-static-storage";
  result.finding = Fail("1 static variable holds objects, first `" + name + "`")
                       .With({{.text = "`" + name +
                                       "` (PyObject *, module.c:7) holds a list, since "
                                       "its import in interpreter 0",
                               .type = "PyObject *",
                               .file = "/src/module.c",
                               .line = 7 + number,
                               .variable = name}});
  target.results.push_back(result);
}

TEST(ScreenTest, OfADistributionIsThis) {
  EXPECT_EQ(Screen(DistributionReport()),
            R"(Some 1.2  D  the grade of some._speedups, its only extension module
    shared GIL    works
    checked       refuses: ImportError: not in another interpreter
    own GIL       falls back: without some._speedups; it has no some.FastLoader
    members       1 of 2 loaded: some._speedups D
    apart         1 that no root loads: some._tests D
  contaminates, process state: m.cache, in some._speedups
    seen          1 object is reachable: m.cache
    shows in      interpreters-share-no-objects
    remedy        Move the object from a static variable into the module state;
                  make static types heap types.
    next          isograde explain identity/interpreters-share-no-objects
    checks: 1 passed, 2 failed, 0 not applicable, 1 could not tell
)");
}

TEST(ScreenTest, IsNoLongerThanAScreen) {
  Report report = SmallReport();
  report.targets[0].grade.reason.assign(2000, 'x');
  for (int i = 0; i < 600; i += 2)
    report.targets[0].grade.reason[static_cast<std::size_t>(i)] = ' ';
  for (int causes = 0; causes < 40; ++causes) {
    AddVariable(report.targets[0], causes);
    for (const std::size_t width : {40U, 80U, 120U}) {
      const std::string screen = Screen(report, width);
      EXPECT_LE(LinesOf(screen), kMostLines) << causes << "\n" << screen;
    }
  }
}

TEST(ScreenTest, IsNoLongerThanAScreenWhereTheRecipeIsAtFault) {
  Report report = DistributionReport();
  for (int i = 0; i < 9; ++i) {
    report.targets[0].recipe_faults.push_back(
        {.file = "r.toml", .text = "it is cut " + std::string(i * 50, 'x') + " so"});
    report.targets[0].declines.push_back({"module.f()", "RuntimeError", {1}, {"legacy"}});
    AddVariable(report.targets[1], i);
  }
  for (const std::size_t width : {40U, 80U}) {
    const std::string screen = Screen(report, width);
    EXPECT_LE(LinesOf(screen), kMostLines) << screen;
    EXPECT_TRUE(Mentions(screen, "... and 8 more faults of its recipe"));
    EXPECT_TRUE(Mentions(screen, "more causes:"));
  }
}

TEST(ScreenTest, SaysWhatWroteIt) {
  Report report = SmallReport();
  report.targets[0].making = {.is_known = true, .generator = {"Cython", "3.1.4"}};
  EXPECT_TRUE(Mentions(Screen(report, 120), "needs the GIL; by Cython 3.1.4\n"));
  Report distribution = DistributionReport();
  distribution.targets[1].making = report.targets[0].making;
  distribution.targets[2].making.is_known = true;  // no root loads it
  EXPECT_TRUE(Mentions(Screen(distribution), "some._speedups D; by Cython 3.1.4\n"));
}

TEST(ScreenTest, TellsAGeneratorsOwnVariablesInOneLine) {
  Report report = SmallReport();
  TargetReport& target = report.targets[0];
  target.making = {.is_known = true, .generator = {"Cython", "3.1.4"}};
  for (int i = 0; i < 200; ++i) AddVariable(target, i);
  for (CheckResult& result : target.results) {
    for (Evidence& one : result.finding.evidence) {
      if (!one.variable.empty() && one.variable != "variable_7")
        one.variable = "__pyx_n_s_" + one.variable;
    }
  }
  const std::string screen = Screen(report, 120);
  EXPECT_TRUE(Mentions(screen, "199 variables of Cython's own"));
  EXPECT_TRUE(Mentions(screen, "`variable_7`"));
  EXPECT_EQ(screen.find("__pyx_n_s_variable_1`"), std::string::npos);
}

TEST(ScreenTest, TellsHowManyCausesDoNotFit) {
  Report report = SmallReport();
  for (int i = 0; i < 40; ++i) AddVariable(report.targets[0], i);
  const std::string screen = Screen(report);
  EXPECT_TRUE(Mentions(screen, " more causes: isograde grade m --verbose\n"));
  EXPECT_TRUE(Mentions(screen,
                       "\n  contaminates, process state: `variable_0` (PyObject *, "
                       "module.c:7)\n    seen          holds a list, since its import"));
}

TEST(ScreenTest, ALineIsNoWiderThanTheTerminal) {
  Report report = DistributionReport();
  for (int i = 0; i < 3; ++i) AddVariable(report.targets[1], i);
  for (const std::size_t width : {60U, 80U, 120U}) {
    for (const std::string& line : Split(Screen(report, width), '\n'))
      EXPECT_LE(Columns(line), width) << line;
  }
}

TEST(ScreenTest, SaysTheReasonOfAUseOnce) {
  Report report = DistributionReport();
  report.targets[0].uses[2] = report.targets[0].uses[1];
  report.targets[0].uses[2].config = "isolated";
  EXPECT_TRUE(Mentions(Screen(report), "    own GIL       refuses: as above\n"));
}

TEST(ScreenTest, SaysARemedyOnce) {
  Report report = SmallReport();
  AddVariable(report.targets[0], 0);
  AddVariable(report.targets[0], 1);
  EXPECT_TRUE(Mentions(Screen(report), "    remedy        as above\n"));
}

TEST(ScreenTest, TellsWhatIsDeclinedAsDocumented) {
  Report report = SmallReport();
  report.targets[0].declines = {{"module.f()", "RuntimeError", {1, 2}, {"legacy", "isolated"}}};
  EXPECT_TRUE(Mentions(Screen(report, 120),
                       "\n    declines, as documented: `module.f()` raises RuntimeError in "
                       "interpreters 1, 2 (legacy, isolated)\n"));
}

TEST(ScreenTest, OfWhatIsNoModuleIsItsReason) {
  Report report = SmallReport();
  report.targets[0].target.kind = TargetKind::kUnknown;
  report.targets[0].grade = {"unknown", "no module named m"};
  EXPECT_EQ(Screen(report), "m  unknown  no module named m\n");
}

}  // namespace
}  // namespace isograde
