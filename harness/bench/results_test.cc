#include "bench/results.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace isograde {
namespace {

TEST(BenchResultsTest, ReadsRepetitionsInSecondsAndLeavesAggregatesOut) {
  const nlohmann::json json =
      nlohmann::json::parse(R"({"context": {"cpython": "3.13.0"}, "benchmarks": [
      {"name": "a", "run_type": "iteration", "iterations": 5, "real_time": 2, "cpu_time": 1, "time_unit": "ms", "pss_bytes": 7},
      {"name": "a", "run_type": "iteration", "iterations": 5, "real_time": 4, "cpu_time": 1, "time_unit": "ms", "pss_bytes": 9},
      {"name": "a_mean", "run_type": "aggregate", "real_time": 3, "cpu_time": 1, "time_unit": "ms"},
      {"name": "b", "run_type": "iteration", "error_occurred": true, "error_message": "crashed"}]})");
  const BenchResults results = BenchResultsFromJson(json, "a.json");
  ASSERT_EQ(results.rows.size(), 2U);
  EXPECT_DOUBLE_EQ(results.rows[0].real(), 0.003);
  EXPECT_DOUBLE_EQ(results.rows[0].Counter("pss_bytes"), 8);
  EXPECT_EQ(results.rows[0].counters.size(), 1U) << "iterations are no counter";
  EXPECT_EQ(results.rows[1].problem, "crashed");
  EXPECT_EQ(results.Context("cpython"), "3.13.0");
}

TEST(BenchResultsTest, ComplainsAboutOtherJson) {
  EXPECT_THROW(BenchResultsFromJson(nlohmann::json::array(), "a.json"), UsageError);
  EXPECT_THROW(BenchResultsFromJson({{"context", 1}}, "a.json"), UsageError);
}

// A row that could be, and what it cannot have.
TEST(BenchResultsTest, ComplainsAboutWhatBenchCannotHaveWritten) {
  const nlohmann::json row = {{"name", "climb/nothing/isolated/interpreters:8"},
                              {"real_time", 2},
                              {"cpu_time", 1},
                              {"time_unit", "ms"},
                              {"pss_bytes", 7}};
  const auto read = [](const nlohmann::json& context, const nlohmann::json& benchmarks) {
    return BenchResultsFromJson({{"context", context}, {"benchmarks", benchmarks}}, "a.json");
  };
  const nlohmann::json none = nlohmann::json::object();
  EXPECT_NO_THROW(read(none, nlohmann::json::array({row})));
  for (const nlohmann::json& change :
       {nlohmann::json{{"name", "climb/nothing/isolated/interpreters:x"}},
        {{"name", "climb/nothing/isolated/interpreters:"}},
        {{"name", "climb/nothing/isolated/interpreters:0"}},
        {{"name", "climb/nothing/isolated/interpreters:99999999999"}},
        {{"name", "create_at_once/nothing/isolated/threads:2x"}},
        {{"name", 3}},
        {{"real_time", 0}},
        {{"real_time", -1}},
        {{"cpu_time", -1}},
        {{"pss_bytes", "7"}}}) {
    nlohmann::json changed = row;
    changed.update(change);
    EXPECT_THROW(read(none, nlohmann::json::array({changed})), UsageError) << change;
  }
  EXPECT_THROW(read(nlohmann::json::array(), nlohmann::json::array({row})), UsageError);
  EXPECT_THROW(read({{"configs", 1}}, nlohmann::json::array({row})), UsageError);
  EXPECT_THROW(read(none, {{"a", row}}), UsageError);
}

}  // namespace
}  // namespace isograde
