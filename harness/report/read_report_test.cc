#include "report/read_report.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "report/report.h"
#include "testing/mentions.h"
#include "testing/small_report.h"
#include "testing/temporary_folder.h"

namespace isograde {
namespace {

class ReadReportTest : public testing::Test {
 protected:
  std::string Complaint(const std::string& text) const {
    const std::string path = folder_.Write("r.json", text);
    try {
      ReadReport(path);
    } catch (const UsageError& error) {
      EXPECT_TRUE(Mentions(error.what(), path));
      return error.what();
    }
    return {};
  }
  // Of the small report with a value in another's place.
  std::string ComplaintOf(const char* place, const nlohmann::json& value) const {
    nlohmann::json json = ToJson(SmallReport());
    json[nlohmann::json::json_pointer(place)] = value;
    return Complaint(json.dump());
  }
  TemporaryFolder folder_;
};

TEST_F(ReadReportTest, GivesBackWhatWasWritten) {
  Report report = SmallReport();
  report.targets[0].results[0].finding.evidence.push_back({.text = "t",
                                                           .type = "T",
                                                           .address = "0x1",
                                                           .signal = "SIGSEGV",
                                                           .function = "f",
                                                           .file = "a.c",
                                                           .line = 7,
                                                           .stack = {"f a.c:7"},
                                                           .python = "p",
                                                           .symbol = "s",
                                                           .variable = "v",
                                                           .library = "l"});
  report.targets[0].results[0].finding.remedy = "Do as is known to help.";
  report.targets[0].results[0].finding.link = "https://example.org/why";
  report.targets[0].making = {.is_known = true, .generator = {"Cython", "3.1.4"}, .abi3 = "3.8"};
  const nlohmann::json json = ToJson(report);
  EXPECT_EQ(ToJson(ReportFromJson(json, "r.json")), json);
}

TEST_F(ReadReportTest, TellsWhatWasWrittenByHandFromWhatIsNotKnown) {
  Report report = SmallReport();
  EXPECT_FALSE(ReportFromJson(ToJson(report), "r.json").targets[0].making.is_known);
  report.targets[0].making.is_known = true;
  const Report read = ReportFromJson(ToJson(report), "r.json");
  EXPECT_EQ(read.targets[0].making, report.targets[0].making);
}

TEST_F(ReadReportTest, SaysWhereAFileBreaksOff) {
  const std::string whole = ToJson(SmallReport()).dump();
  EXPECT_TRUE(
      Mentions(Complaint(whole.substr(0, 100)), "is not whole: its JSON breaks off at byte 100"));
  EXPECT_TRUE(Mentions(Complaint(""), "is not whole"));
}

TEST_F(ReadReportTest, SaysWhatIsNoJson) {
  EXPECT_TRUE(Mentions(Complaint("<html>"), "is no JSON: byte 1 cannot be"));
  EXPECT_TRUE(Mentions(Complaint("{\"schema\": 1e999}"), "a number in it is too large"));
}

TEST_F(ReadReportTest, SaysWhatIsNoReport) {
  EXPECT_TRUE(Mentions(Complaint("[]"), "its JSON is no object"));
  EXPECT_TRUE(Mentions(Complaint("{}"), "schema is missing"));
  EXPECT_TRUE(Mentions(Complaint(R"({"schema": "isograde/report/2"})"), "python is missing"));
}

TEST_F(ReadReportTest, SaysWhichValueCannotBe) {
  EXPECT_TRUE(Mentions(ComplaintOf("/targets/0/checks/1/verdict", "failed"),
                       "targets[0].checks[1].verdict is `failed`, which it cannot be"));
  EXPECT_TRUE(Mentions(ComplaintOf("/targets/0/grade", "E"), "has the grade `E`"));
  EXPECT_TRUE(Mentions(ComplaintOf("/targets", 3), "targets is no list"));
  EXPECT_TRUE(Mentions(ComplaintOf("/stress", "1"), "stress is no number"));
  EXPECT_TRUE(Mentions(ComplaintOf("/interpreters", 1LL << 40), "interpreters is no number"));
  EXPECT_TRUE(Mentions(ComplaintOf("/fast", 0), "fast is neither true nor false"));
  EXPECT_TRUE(Mentions(ComplaintOf("/targets/0/use", {{"legacy", {{"use", "never"}}}}),
                       "targets[0].use.legacy.use is `never`, which it cannot be"));
}

TEST_F(ReadReportTest, SaysOfWhichOtherSchemaItIs) {
  EXPECT_TRUE(
      Mentions(ComplaintOf("/schema", "isograde/report/9"),
               "is of schema isograde/report/9, and this isograde reads isograde/report/2 and "
               "isograde/report/1"));
}

TEST_F(ReadReportTest, ReadsAnotherSchemaWhereItIsAskedTo) {
  nlohmann::json json = ToJson(SmallReport());
  json["schema"] = "isograde/report/9";
  const Report report = ReadReportOfAnySchema(folder_.Write("r.json", json.dump()));
  EXPECT_EQ(report.schema, "isograde/report/9");
  EXPECT_EQ(report.targets.size(), 1U);
  json.erase("targets");
  EXPECT_THROW(ReadReportOfAnySchema(folder_.Write("r.json", json.dump())), UsageError);
}

TEST_F(ReadReportTest, SaysThatATargetIsThereTwice) {
  const nlohmann::json targets = ToJson(SmallReport())["targets"];
  EXPECT_TRUE(
      Mentions(ComplaintOf("/targets", {targets[0], targets[0]}), "it has the target m twice"));
}

TEST_F(ReadReportTest, GivesBackADistributionWithItsMembers) {
  const nlohmann::json json = ToJson(DistributionReport());
  const Report report = ReportFromJson(json, "r.json");
  EXPECT_EQ(ToJson(report), json);
  ASSERT_EQ(report.targets.size(), 3U);
  EXPECT_EQ(report.targets[0].target.members.size(), 2U);
  EXPECT_EQ(report.targets[1].target.owner, "Some");
  EXPECT_FALSE(report.targets[1].target.is_apart);
  EXPECT_TRUE(report.targets[2].target.is_apart);
}

TEST_F(ReadReportTest, HasUsesInTheOrderOfTheTable) {
  const auto uses = ReportFromJson(ToJson(DistributionReport()), "r.json").targets[0].uses;
  ASSERT_EQ(uses.size(), 3U);
  EXPECT_EQ(uses[0].config, "legacy");
  EXPECT_EQ(uses[1].config, "strict");
  EXPECT_EQ(uses[2].config, "isolated");
  EXPECT_EQ(uses[2].word, UseWord::kFallsBack);
}

TEST_F(ReadReportTest, ADistributionMayBeCalledAsItsModuleIs) {
  nlohmann::json json = ToJson(DistributionReport());
  json["targets"][1]["name"] = "Some";
  EXPECT_NO_THROW(ReportFromJson(json, "r.json"));
}

TEST_F(ReadReportTest, ReadsSchema1) {
  nlohmann::json json = ToJson(SmallReport());
  json["schema"] = "isograde/report/1";
  json["targets"][0]["package"] = "p";
  json["targets"].push_back(json["targets"][0]);
  nlohmann::json& package = json["targets"][1];
  package.update({{"name", "p"}, {"kind", "package"}, {"worst", "m"}, {"file", "/lib/p"}});
  package.erase("package");
  const Report report = ReadReport(folder_.Write("r.json", json.dump()));
  EXPECT_EQ(report.schema, "isograde/report/1");
  EXPECT_EQ(report.targets[0].target.owner, "p");
  EXPECT_EQ(report.targets[1].target.kind, TargetKind::kDistribution);
  EXPECT_EQ(report.targets[1].worst, "m");
  EXPECT_EQ(ToJson(report)["schema"], "isograde/report/2");
}

// What is nested deeply would overflow the stack of whatever goes through it by recursion.
TEST_F(ReadReportTest, SaysThatItIsNestedTooDeeply) {
  const int deep = 200'000;
  const std::string whole = ToJson(SmallReport()).dump();
  EXPECT_TRUE(Mentions(Complaint("{\"extra\": " + std::string(deep, '[') + std::string(deep, ']') +
                                 ", " + whole.substr(1)),
                       "is nested more than"));
}

TEST_F(ReadReportTest, AReportWithoutASelectionIsOfTheWholeChecklist) {
  nlohmann::json json = ToJson(SmallReport());
  json.erase("selection");
  EXPECT_TRUE(ReportFromJson(json, "r.json").selection.empty());
  json["selection"] = {"--check a/*"};
  EXPECT_EQ(ReportFromJson(json, "r.json").selection, std::vector<std::string>{"--check a/*"});
}

TEST_F(ReadReportTest, SaysThatAFileIsNotThere) {
  EXPECT_THROW(ReadReport((folder_.path() / "none.json").string()), UsageError);
  EXPECT_THROW(ReadReport(folder_.path().string()), UsageError);
}

}  // namespace
}  // namespace isograde
