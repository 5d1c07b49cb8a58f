#include "checklist/finding.h"

#include <gtest/gtest.h>

namespace isograde {
namespace {

TEST(FindingTest, IsMadeWithItsVerdictAndMessage) {
  EXPECT_EQ(Pass("well").verdict, Verdict::kPass);
  EXPECT_EQ(Fail("badly").verdict, Verdict::kFail);
  EXPECT_EQ(NotApplicable("no").verdict, Verdict::kNotApplicable);
  EXPECT_EQ(Inconclusive("who knows").verdict, Verdict::kInconclusive);
  EXPECT_EQ(Inconclusive("who knows").message, "who knows");
}

TEST(FindingTest, CouldNotTellUnlessItIsTold) {
  EXPECT_EQ(Finding().verdict, Verdict::kInconclusive);
}

TEST(FindingTest, TakesEvidenceAndAnotherSeverity) {
  const Finding finding = Fail("badly").With({{.text = "seen"}}).As(Severity::kBreaks);
  ASSERT_EQ(finding.evidence.size(), 1U);
  EXPECT_EQ(finding.evidence[0].text, "seen");
  EXPECT_EQ(finding.severity, Severity::kBreaks);
  EXPECT_FALSE(Fail("badly").severity);
}

TEST(EvidenceTest, LeavesEmptyFieldsOutOfJson) {
  EXPECT_EQ(nlohmann::json(Evidence{.text = "seen"}), nlohmann::json({{"text", "seen"}}));
  EXPECT_EQ(nlohmann::json(Evidence{.text = "seen",
                                    .object_path = "m.x",
                                    .type = "dict",
                                    .address = "0x1",
                                    .interpreters = {1},
                                    .signal = "SIGABRT"}),
            nlohmann::json({{"text", "seen"},
                            {"object_path", "m.x"},
                            {"type", "dict"},
                            {"address", "0x1"},
                            {"interpreters", {1}},
                            {"signal", "SIGABRT"}}));
}

TEST(VerdictTest, ReadsAnUnknownWordAsAnErrorOfOurs) {
  EXPECT_EQ(nlohmann::json("pass").get<Verdict>(), Verdict::kPass);
  EXPECT_EQ(nlohmann::json("passes").get<Verdict>(), Verdict::kHarnessError);
}

}  // namespace
}  // namespace isograde
