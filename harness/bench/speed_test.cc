#include "bench/speed.h"

#include <gtest/gtest.h>

#include "bench/text.h"
#include "testing/mentions.h"

namespace isograde {
namespace {

nlohmann::json Row(const std::string& name, double ms, double reference_s = 0) {
  nlohmann::json row = {{"name", name}, {"time_unit", "ms"}, {"real_time", ms}, {"cpu_time", ms}};
  if (reference_s > 0) row["reference_s"] = reference_s;
  return row;
}

nlohmann::json RunOf(const std::string& machine, double reference_s) {
  const double slowed = reference_s / 0.0005;
  nlohmann::json run = {
      {"context", {{"cpython", "3.13.0"}, {"configs", "isolated"}, {"machine", machine}}}};
  for (const double here : {1.0, 1.5, 1.0})
    run["benchmarks"].push_back(
        Row("create/nothing/isolated", 8 * slowed * here, reference_s * here));
  run["benchmarks"].push_back(Row("peer/spawn", 14 * slowed));
  run["benchmarks"].push_back(Row("reference/work", slowed));
  return run;
}

std::vector<BenchResults> Parsed(const std::vector<nlohmann::json>& written) {
  std::vector<BenchResults> runs;
  for (const nlohmann::json& run : written) runs.push_back(BenchResultsFromJson(run, "a.json"));
  return runs;
}

std::vector<BenchResults> Shown(const std::vector<nlohmann::json>& written) {
  return Parsed(AtOneSpeed(written, Parsed(written)));
}

TEST(BenchSpeedTest, SetsRunsOfOneMachineSideBySide) {
  const std::vector<BenchResults> shown =
      Shown({RunOf("a", 0.0005), RunOf("a", 0.0010), RunOf("a", 0.0008)});
  for (const BenchResults& run : shown) {
    for (const double seconds : run.Find("create/nothing/isolated")->real_s)
      EXPECT_NEAR(seconds, 0.0128, 1e-9) << "8 ms where the reference takes 0.5, not 0.8 ms";
    EXPECT_NEAR(run.Find("create/nothing/isolated")->cpu(), 0.0128, 1e-9);
    EXPECT_NEAR(run.Find("peer/spawn")->real(), 0.0224, 1e-9);
  }
  EXPECT_NEAR(shown[1].Find("reference/work")->real(), 0.002, 1e-9);
}

TEST(BenchSpeedTest, LeavesOneMachinesRunsAloneForAnothers) {
  const std::vector<BenchResults> shown = Shown({RunOf("a", 0.0005), RunOf("b", 0.0010)});
  EXPECT_NEAR(shown[0].Find("create/nothing/isolated")->real(), 0.008, 1e-9);
  EXPECT_NEAR(shown[1].Find("create/nothing/isolated")->real(), 0.016, 1e-9);
}

TEST(BenchSpeedTest, LeavesAloneWhatHasNoReference) {
  nlohmann::json older = RunOf("a", 0.0005);
  for (nlohmann::json& row : older["benchmarks"]) row.erase("reference_s");
  const std::vector<BenchResults> shown = Shown({older, RunOf("a", 0.0010)});
  EXPECT_NEAR(shown[0].Find("create/nothing/isolated")->real(), 0.008, 1e-9);
  EXPECT_NEAR(shown[1].Find("create/nothing/isolated")->real(), 0.016, 1e-9);
}

TEST(BenchSpeedTest, IsToldUnderTheTables) {
  const std::string tables = BenchTables(Shown({RunOf("a", 0.0005), RunOf("a", 0.0010)}));
  EXPECT_TRUE(Mentions(tables, "on a machine that always takes 750 us"));
  EXPECT_TRUE(Mentions(tables, "3.13.0 500 us (500 us to 625 us), 3.13.0 1 ms (1 ms to 1.25 ms)"));
  nlohmann::json older = RunOf("a", 0.0005);
  for (nlohmann::json& row : older["benchmarks"]) row.erase("reference_s");
  EXPECT_FALSE(Mentions(BenchTables(Shown({older})), "on a machine"));
}

}  // namespace
}  // namespace isograde
