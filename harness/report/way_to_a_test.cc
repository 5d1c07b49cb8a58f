#include "report/way_to_a.h"

#include <gtest/gtest.h>

#include "report/report.h"

namespace isograde {
namespace {

class WayToATest : public testing::Test {
 protected:
  void OverrideSays(Finding finding) {
    target_.results.push_back({.id = "a/check",
                               .config = "override",
                               .severity = Severity::kContaminates,
                               .finding = std::move(finding)});
  }

  TargetReport target_{.target = {.name = "m", .kind = TargetKind::kExtension},
                       .declared = {"multi-phase", "unspecified", "used"},
                       .demonstrated = {{"legacy", "loads"},
                                        {"strict", "loads"},
                                        {"isolated", "refuses"},
                                        {"override", "loads"}},
                       .grade = {"B", "support for an own GIL is not declared"}};
};

TEST_F(WayToATest, IsToDeclareWhatWasShown) {
  OverrideSays(Pass());
  EXPECT_EQ(WayToA(target_),
            "with CPython's check overridden nothing failed. Declare "
            "{Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED}.");
}

TEST_F(WayToATest, IsInTheWordsOfWhatWroteIt) {
  OverrideSays(Pass());
  target_.making = {.is_known = true, .generator = {"pybind11", "internals 11"}};
  EXPECT_EQ(WayToA(target_),
            "with CPython's check overridden nothing failed. Say PYBIND11_MODULE(name, m, "
            "py::mod_gil_not_used(), py::multiple_interpreters::per_interpreter_gil()).");
}

TEST_F(WayToATest, IsNoneWhereSomethingFailedThere) {
  OverrideSays(Pass());
  OverrideSays(Fail("shared"));
  EXPECT_EQ(WayToA(target_), "");
}

TEST_F(WayToATest, IsNoneWhereItCouldNotBeTold) {
  EXPECT_EQ(WayToA(target_), "") << "nothing was tried";
  OverrideSays(Inconclusive("a control failed"));
  EXPECT_EQ(WayToA(target_), "");
}

TEST_F(WayToATest, IsOfAnUndeclaredBAlone) {
  OverrideSays(Pass());
  target_.grade.letter = "D";
  EXPECT_EQ(WayToA(target_), "");
  target_.grade.letter = "B";
  target_.declared.multiple_interpreters = "not_supported";
  EXPECT_EQ(WayToA(target_), "");
}

}  // namespace
}  // namespace isograde
