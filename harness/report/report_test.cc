#include "report/report.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/error.h"
#include "base/version.h"
#include "base/written_file.h"
#include "report/read_report.h"
#include "testing/mentions.h"
#include "testing/small_report.h"
#include "testing/temporary_folder.h"

namespace isograde {
namespace {

TEST(ReportJsonTest, HasTheShapeOfItsSchema) {
  const nlohmann::json json = ToJson(SmallReport());
  EXPECT_EQ(json["schema"], "isograde/report/2");
  EXPECT_EQ(json["isograde"]["version"], kVersion);
  EXPECT_EQ(json["date"], "2025-01-02T03:04:05Z");
  EXPECT_EQ(json["python"], nlohmann::json({{"version", "3.13.0"},
                                            {"executable", "/usr/bin/python3"},
                                            {"debug", false},
                                            {"free_threaded", false},
                                            {"compiler", "GCC"}}));
  EXPECT_EQ(json["interpreters"], 3);
  EXPECT_EQ(json["control"],
            nlohmann::json::parse(
                R"([{"config": "legacy", "experiment": "main-first", "outcome": "complete"}])"));
  EXPECT_EQ(json["timings"], nlohmann::json({{"interpreters", 5},
                                             {"children", 3},
                                             {"wall_s", 1.5},
                                             {"cpu_s", 1.0},
                                             {"floor_s", 0.5},
                                             {"tries", 7},
                                             {"tries_cpu_s", 0.25}}));
}

TEST(ReportJsonTest, HasTheTargetWithDeclarationDemonstrationAndGrade) {
  const nlohmann::json target = ToJson(SmallReport())["targets"].at(0);
  EXPECT_EQ(target["name"], "m");
  EXPECT_EQ(target["kind"], "extension");
  EXPECT_EQ(target["file"], "/lib/m.so");
  EXPECT_EQ(target["sha256"], "abc");
  EXPECT_EQ(target["declared"], nlohmann::json({{"init", "multi-phase"},
                                                {"multiple_interpreters", "supported"},
                                                {"gil", "used"}}));
  EXPECT_EQ(target["demonstrated"], nlohmann::json({{"legacy", "loads"}, {"isolated", "refuses"}}));
  EXPECT_EQ(target["grade"], "D");
  EXPECT_EQ(target["reason"], "1 finding of severity contaminates");
  for (const char* optional : {"dependency", "distribution", "worst", "use", "apart", "members"})
    EXPECT_FALSE(target.contains(optional)) << optional;
}

TEST(ReportJsonTest, HasEachCheckWithItsEvidence) {
  const nlohmann::json checks = ToJson(SmallReport())["targets"].at(0)["checks"];
  ASSERT_EQ(checks.size(), 4U);
  EXPECT_EQ(
      checks[0],
      nlohmann::json::parse(
          R"({"id": "identity/interpreters-share-no-objects", "config": "legacy", "verdict": "fail",
    "severity": "contaminates", "level": "process", "belongs": "module", "counts": true,
    "remedy": "Move the object from a static variable into the module state; make static types heap types.",
    "link": "https://peps.python.org/pep-0684/#shared-state",
    "message": "1 object is reachable: m.cache",
    "evidence": [{"text": "m.cache: a mortal object", "object_path": "m.cache", "interpreters": [0, 1]}]})"));
}

TEST(ReportJsonTest, HasTheSeverityOfTheFindingWhereItHasOne) {
  Report report = SmallReport();
  report.targets[0].results[0].finding.severity = Severity::kBreaks;
  EXPECT_EQ(ToJson(report)["targets"][0]["checks"][0]["severity"], "breaks");
}

TEST(ReportJsonTest, TellsWhatIsWrongWithRecipesAndWhatIsDeclined) {
  Report report = SmallReport();
  EXPECT_FALSE(ToJson(report).contains("recipe"));
  EXPECT_FALSE(ToJson(report)["targets"][0].contains("recipe"));
  report.recipe_faults = {{.file = "other.toml", .text = "it is cut"}};
  report.targets[0].recipe_faults = {
      {.module = "m", .file = "m.toml", .line = 3, .text = "its setup raises"}};
  report.targets[0].declines = {{"module.f()", "RuntimeError", {1, 2}, {"legacy"}}};
  const nlohmann::json json = ToJson(report);
  EXPECT_EQ(json["recipe"]["problems"],
            nlohmann::json::parse(R"([{"file": "other.toml", "text": "it is cut"}])"));
  EXPECT_EQ(json["targets"][0]["recipe"]["problems"], nlohmann::json::parse(R"([
    {"module": "m", "file": "m.toml", "line": 3, "text": "its setup raises"}])"));
  const nlohmann::json declined = json["targets"][0]["declines"];
  ASSERT_EQ(declined.size(), 1U);
  EXPECT_EQ(declined[0]["call"], "module.f()");
  EXPECT_EQ(declined[0]["exception"], "RuntimeError");
  EXPECT_EQ(declined[0]["interpreters"], nlohmann::json({1, 2}));
  EXPECT_EQ(declined[0]["configs"], nlohmann::json({"legacy"}));
  EXPECT_EQ(ToJson(ReportFromJson(json, "r.json")), json) << "read again";
}

TEST(ReportJsonTest, TellsADistributionAndItsMembers) {
  const nlohmann::json targets = ToJson(DistributionReport())["targets"];
  EXPECT_EQ(targets[0]["kind"], "distribution");
  EXPECT_EQ(targets[0]["version"], "1.2");
  EXPECT_EQ(targets[0]["roots"], nlohmann::json({"some", "some.more"}));
  EXPECT_EQ(targets[0]["members"][0], nlohmann::json({{"name", "some._speedups"},
                                                      {"file", "/lib/some/_speedups.so"},
                                                      {"loaded", true}}));
  EXPECT_EQ(targets[0]["libraries"], nlohmann::json({"/lib/some/libsome.so"}));
  EXPECT_EQ(targets[0]["worst"], "some._speedups");
  EXPECT_EQ(targets[1]["distribution"], "Some");
  EXPECT_FALSE(targets[1].contains("apart"));
  EXPECT_EQ(targets[2]["apart"], true);
}

TEST(ReportJsonTest, TellsUseByUse) {
  const nlohmann::json use = ToJson(DistributionReport())["targets"][0]["use"];
  EXPECT_EQ(use["legacy"], nlohmann::json({{"use", "works"}}));
  EXPECT_EQ(use["strict"]["reason"], "ImportError: not in another interpreter");
  EXPECT_EQ(use["isolated"], nlohmann::json({{"use", "falls back"},
                                             {"missing_modules", {"some._speedups"}},
                                             {"missing_names", {"some.FastLoader"}}}));
}

TEST(ReportJsonTest, TellsTheDependency) {
  Report report = SmallReport();
  report.targets[0].dependency = "_datetime";
  EXPECT_EQ(ToJson(report)["targets"][0]["dependency"], "_datetime");
}

class WriteFileTest : public testing::Test {
 protected:
  std::string Complaint(const std::string& path) const {
    try {
      WriteFile(path, "text");
    } catch (const UsageError& error) {
      return error.what();
    }
    return {};
  }
  std::size_t FilesThere() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder_.path()),
                      std::filesystem::directory_iterator()));
  }
  TemporaryFolder folder_;
};

TEST_F(WriteFileTest, WritesAndReplacesWholeFiles) {
  const std::string path = folder_.path() / "report.json";
  WriteFile(path, "first, and longer");
  WriteFile(path, "second");
  EXPECT_EQ(ReadText(path), "second");
  EXPECT_EQ(FilesThere(), 1U) << "nothing partial is left beside";
}

TEST_F(WriteFileTest, WritesIntoTheWorkingDirectory) {
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder_.path());
  WriteFile("report.json", "text");
  std::filesystem::current_path(before);
  EXPECT_EQ(ReadText(folder_.path() / "report.json"), "text");
}

TEST_F(WriteFileTest, NamesAPathWhoseFolderIsNotThere) {
  const std::string path = folder_.path() / "missing/report.json";
  EXPECT_TRUE(Mentions(Complaint(path), "cannot write " + path + ": No such file or directory"));
}

TEST_F(WriteFileTest, NamesAPathThatIsAFolder) {
  const std::string path = folder_.path();
  EXPECT_TRUE(Mentions(Complaint(path), path + ": Is a directory"));
  EXPECT_TRUE(std::filesystem::is_directory(path));
}

TEST_F(WriteFileTest, NamesAPathInAFolderThatIsAFile) {
  const std::string path = folder_.Write("file", "text") + "/report.json";
  EXPECT_TRUE(Mentions(Complaint(path), path));
}

/// As a user who may do nothing, where the tests run as root.
class Nobody {
 public:
  Nobody() {
    if (is_root_) is_root_ = setresuid(kNobody, kNobody, 0) == 0;
  }
  ~Nobody() {
    if (is_root_ && setresuid(0, 0, 0) != 0) std::abort();
  }
  Nobody(const Nobody&) = delete;
  Nobody& operator=(const Nobody&) = delete;

 private:
  static constexpr uid_t kNobody = 65534;
  bool is_root_ = geteuid() == 0;
};

TEST_F(WriteFileTest, NamesAPathThatMayNotBeWritten) {
  std::filesystem::permissions(
      folder_.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  std::string complaint;
  {
    const Nobody nobody;
    complaint = Complaint(folder_.path() / "report.json");
  }
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::owner_all);
  EXPECT_TRUE(Mentions(complaint, "Permission denied"));
}

TEST_F(WriteFileTest, AsksOfADeviceWhetherItMayBeWrittenItself) {
  const Nobody nobody;
  EXPECT_NO_THROW(RequireWritable("/dev/null"));
}

TEST_F(WriteFileTest, LeavesTheOldFileWhereTheDiskIsFull) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP();
  const std::string path = folder_.Write("report.json", "old");
  std::filesystem::create_symlink("/dev/full", path + "." + std::to_string(getpid()) + ".partial");
  EXPECT_TRUE(Mentions(Complaint(path), "No space left on device"));
  EXPECT_EQ(ReadText(path), "old");
}

TEST_F(WriteFileTest, LooksBeforeTheWorkIsDone) {
  EXPECT_THROW(RequireWritable(folder_.path() / "missing/report.json"), UsageError);
  EXPECT_THROW(RequireWritable(folder_.path()), UsageError);
  EXPECT_NO_THROW(RequireWritable(folder_.path() / "report.json"));
  EXPECT_EQ(FilesThere(), 0U);
}

}  // namespace
}  // namespace isograde
