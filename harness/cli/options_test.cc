#include "cli/options.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/exit_code.h"
#include "testing/mentions.h"

namespace isograde {
namespace {

// The exit code of a command line that says all there is to say by itself; -1 for one that is to be
// run. What it prints, to `said`.
int ExitCodeOf(const std::vector<std::string>& arguments, std::string* said = nullptr) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  int code = -1;
  try {
    ReadCommandLine(arguments);
  } catch (const CommandLineDone& done) {
    code = done.exit_code;
  }
  const std::string text =
      testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
  if (said) *said = text;
  return code;
}

TEST(OptionsTest, AreThoseOfTheCommandLine) {
  const Options options = ReadCommandLine({"grade",
                                           "_csv",
                                           "math",
                                           "--interpreters",
                                           "5",
                                           "--config",
                                           "legacy,isolated",
                                           "-j",
                                           "2",
                                           "--check",
                                           "identity/*",
                                           "--fail-under",
                                           "B",
                                           "--output",
                                           "report.json",
                                           "--timeout",
                                           "0.5",
                                           "--memory",
                                           "128",
                                           "-v",
                                           "--",
                                           "--gtest_list_tests",
                                           "--gtest_filter=a-b"});
  EXPECT_EQ(options.command, "grade");
  EXPECT_EQ(options.targets, (std::vector<std::string>{"_csv", "math"}));
  EXPECT_EQ(options.grading.effort.interpreters, 5);
  EXPECT_EQ(options.grading.configs,
            (std::vector{InterpreterConfig::kLegacy, InterpreterConfig::kIsolated}));
  EXPECT_EQ(options.grading.jobs, 2);
  EXPECT_EQ(options.grading.checks, std::vector<std::string>{"identity/*"});
  EXPECT_EQ(options.fail_under, "B");
  EXPECT_EQ(options.output, "report.json");
  EXPECT_EQ(options.grading.limits.time, std::chrono::milliseconds(500));
  EXPECT_EQ(options.grading.limits.memory_bytes, 128U << 20);
  EXPECT_TRUE(options.verbose);
  EXPECT_EQ(options.grading.gtest,
            (std::vector<std::string>{"--gtest_list_tests", "--gtest_filter=a-b"}));
}

TEST(OptionsTest, HaveDefaults) {
  const Options options = ReadCommandLine({"grade", "_csv"});
  EXPECT_EQ(options.grading.effort.interpreters, 3);
  EXPECT_TRUE(options.grading.configs.empty() && options.grading.checks.empty() &&
              options.grading.gtest.empty() && options.fail_under.empty());
  EXPECT_EQ(options.grading.limits.time, std::chrono::seconds(30));
  EXPECT_EQ(options.grading.limits.memory_bytes, Limits().memory_bytes);
}

TEST(OptionsTest, AnswerRequestsForHelpAndVersion) {
  std::string said;
  EXPECT_EQ(ExitCodeOf({"--help"}, &said), kThresholdMet);
  EXPECT_TRUE(Mentions(said, "grade"));
  EXPECT_EQ(ExitCodeOf({"grade", "--help"}), kThresholdMet);
  EXPECT_EQ(ExitCodeOf({"--version"}, &said), kThresholdMet);
  EXPECT_TRUE(Mentions(said, "isograde "));
}

TEST(OptionsTest, ComplainAboutMistakes) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{},
                                             {"grades"},
                                             {"grade", "m", "--config", "lenient"},
                                             {"grade", "m", "--interpreters", "1"},
                                             {"grade", "m", "--fail-under", "E"},
                                             {"grade", "m", "--timeout", "0"},
                                             {"grade", "m", "--no-such-flag"},
                                             {"explain"},
                                             {"list", "nothing"}}) {
    std::string said;
    EXPECT_EQ(ExitCodeOf(arguments, &said), kUsage) << (arguments.empty() ? "" : arguments.back());
    EXPECT_FALSE(said.empty());
  }
}

TEST(OptionsTest, TellWhatMayHaveBeenMeant) {
  const auto said = [](const std::vector<std::string>& arguments) {
    std::string text;
    EXPECT_EQ(ExitCodeOf(arguments, &text), kUsage);
    return text;
  };
  EXPECT_TRUE(Mentions(said({"garde", "m"}), "did you mean grade?"));
  EXPECT_TRUE(Mentions(said({"grade", "m", "--fail-undr=B"}), "did you mean --fail-under?"));
  EXPECT_FALSE(Mentions(said({"grade", "m", "--no-such-flag"}), "did you mean"));
}

TEST(ReadCommandLineTest, LeavesTargetsToThoseThatFollowAnOption) {
  const Options options =
      ReadCommandLine({"grade", "--recipe", "a.toml", "--check", "a/*,b/*", "m"});
  EXPECT_EQ(options.grading.recipes, std::vector<std::string>{"a.toml"});
  EXPECT_EQ(options.grading.checks, (std::vector<std::string>{"a/*", "b/*"}));
  EXPECT_EQ(options.targets, std::vector<std::string>{"m"});
}

}  // namespace
}  // namespace isograde
