#include "bench/comparison.h"

#include <gtest/gtest.h>

#include "base/statistics.h"
#include "bench/text.h"
#include "testing/mentions.h"

namespace isograde {
namespace {

BenchRow Row(const std::string& name, double middle_s, int repetitions = 9) {
  BenchRow row{.name = name};
  for (int i = 0; i < repetitions; ++i) {
    row.real_s.push_back(middle_s * (1 + 0.002 * i));
    row.cpu_s.push_back(middle_s);
  }
  return row;
}

BenchResults Results(std::vector<BenchRow> rows) {
  return {.context = nlohmann::json::object(), .rows = std::move(rows)};
}

using Verdict = BenchChange::Verdict;

TEST(BenchComparisonTest, TellsWhatIsDearerAndWhatIsCheaper) {
  const BenchComparison comparison = Compare(
      Results({Row("create/nothing/isolated", 0.018), Row("end/nothing/isolated", 0.002)}),
      Results({Row("create/nothing/isolated", 0.022), Row("end/nothing/isolated", 0.001)}), {});
  ASSERT_EQ(comparison.changes.size(), 2U);
  EXPECT_EQ(comparison.changes[0].verdict, Verdict::kDearer);
  EXPECT_EQ(comparison.changes[1].verdict, Verdict::kCheaper);
  EXPECT_TRUE(comparison.GotWorse());
}

// What the reference work took in each repetition: as much as the machine was slower.
BenchRow Slowed(BenchRow row, double by) {
  for (std::size_t i = 0; i < row.real_s.size(); ++i) {
    const double here = i % 2 == 0 ? by : 1;
    row.real_s[i] *= here;
    row.counters["reference_s"].push_back(0.0005 * here);
  }
  return row;
}

TEST(BenchComparisonTest, CorrectsForHowFastTheMachineWas) {
  const std::string create = "create/nothing/isolated";
  const auto verdict = [](const BenchRow& before, const BenchRow& after) {
    return Compare(Results({before}), Results({after}), {}).changes.at(0).verdict;
  };
  EXPECT_EQ(verdict(Slowed(Row(create, 0.01), 1), Slowed(Row(create, 0.01), 1.5)), Verdict::kSame);
  EXPECT_EQ(verdict(Slowed(Row(create, 0.01), 1.5), Slowed(Row(create, 0.012), 1)),
            Verdict::kDearer);
  EXPECT_EQ(verdict(Row(create, 0.01), Slowed(Row(create, 0.012), 1)), Verdict::kDearer)
      << "without a reference on both sides, as it was measured";
  const BenchComparison told = Compare(Results({Slowed(Row(create, 0.01), 1)}),
                                       Results({Slowed(Row(create, 0.02), 1.5)}), {});
  EXPECT_NEAR(told.changes.at(0).after, 0.02, 0.0003);
  EXPECT_TRUE(Mentions(ToText(told, {}, Style(false)),
                       "the reference work took 750 us, was 500 us (+50 %)"));
  const BenchComparison raw =
      Compare(Results({Row(create, 0.01)}), Results({Slowed(Row(create, 0.02), 1.5)}), {});
  EXPECT_FALSE(Mentions(ToText(raw, {}, Style(false)), "reference work"));
}

TEST(BenchComparisonTest, CallsNoChangeWhatIsTolerated) {
  const BenchComparison comparison =
      Compare(Results({Row("create/nothing/isolated", 0.018)}),
              Results({Row("create/nothing/isolated", 0.0195)}), {.max_regression = 0.10});
  EXPECT_EQ(comparison.changes[0].verdict, Verdict::kSame);
  EXPECT_LT(comparison.changes[0].p, 0.05) << "the test alone would find it";
  EXPECT_FALSE(comparison.GotWorse());
}

// Both are past what is tolerated in the middle; repetitions tell the one from what is tolerated.
TEST(BenchComparisonTest, TellsAChangeWhenItIsBeyondWhatIsToleratedByMoreThanChance) {
  const auto verdict = [](double middle_s) {
    BenchRow before = Row("create/nothing/isolated", 0.01), after = before;
    for (std::size_t i = 0; i < before.real_s.size(); ++i) {
      before.real_s[i] = 0.01 * (1 + 0.01 * static_cast<double>(i));
      after.real_s[i] = middle_s * (1 + 0.01 * static_cast<double>(i));
    }
    return Compare(Results({before}), Results({after}), {.max_regression = 0.10}).changes[0];
  };
  EXPECT_EQ(verdict(0.0112).verdict, Verdict::kSame);
  EXPECT_LT(verdict(0.0112).p, 0.05);
  EXPECT_GT(verdict(0.0112).after, verdict(0.0112).before * 1.1);
  EXPECT_EQ(verdict(0.0120).verdict, Verdict::kDearer);
  EXPECT_EQ(verdict(0.0090).verdict, Verdict::kSame);
  EXPECT_EQ(verdict(0.0083).verdict, Verdict::kCheaper);
}

// What a recipe has a load do is part of the work; results that do not say what it was are older.
TEST(BenchComparisonTest, ComparesNoWorkOfOneRecipeWithThatOfAnother) {
  const auto results = [](double seconds, const nlohmann::json& context) {
    BenchResults made =
        Results({Row("import/mine/legacy", 0.01), Row("memory/mine/legacy", seconds),
                 Row("memory/nothing/legacy", 0.01)});
    made.context = context;
    return made;
  };
  const nlohmann::json one = {{"uses", "mine:00000001,other:00000002"}},
                       another = {{"uses", "mine:00000003,other:00000002"}}, none = {{"uses", ""}},
                       silent = nlohmann::json::object();
  for (const nlohmann::json& context : {another, none}) {
    const BenchComparison comparison = Compare(results(0.01, one), results(0.02, context), {});
    EXPECT_EQ(comparison.unlike, std::vector<std::string>{"memory/mine/legacy"});
    EXPECT_EQ(comparison.changes.size(), 2);
    EXPECT_FALSE(comparison.GotWorse());
    const std::string text = ToText(comparison, {}, Style(false));
    EXPECT_TRUE(Mentions(text, "not the same: uses: ")) << text;
    EXPECT_TRUE(Mentions(text, "other    memory/mine/legacy: ")) << text;
  }
  for (const nlohmann::json& context : {one, silent})
    EXPECT_TRUE(Compare(results(0.01, one), results(0.02, context), {}).GotWorse());
}

// Of 40 rows one is 20 % dearer, and each row's repetitions vary by as much: with Holm's correction
// it would not be beyond 10 %.
TEST(BenchComparisonTest, AsksOfEachChangeByItselfWhetherItIsBeyondWhatIsTolerated) {
  const auto row = [](int index, double middle_s) {
    BenchRow one = Row("create/" + std::to_string(index), middle_s);
    for (std::size_t i = 0; i < one.real_s.size(); ++i)
      one.real_s[i] = middle_s * (1 + 0.022 * static_cast<double>(i));
    return one;
  };
  std::vector<BenchRow> before, after;
  for (int i = 0; i < 40; ++i) {
    before.push_back(row(i, 0.01));
    after.push_back(row(i, i == 0 ? 0.012 : 0.01));
  }
  const BenchComparison comparison =
      Compare(Results(before), Results(after), {.max_regression = 0.10});
  EXPECT_EQ(comparison.changes[0].verdict, Verdict::kDearer);
  std::vector<double> tolerated = before[0].real_s;
  for (double& one : tolerated) one *= 1.1;
  const double beyond_p = MannWhitneyP(tolerated, after[0].real_s);
  EXPECT_LT(beyond_p, 0.05);
  EXPECT_GT(beyond_p * 40, 0.05);
}

// One of many that differs by chance: p = 0.004 alone.
TEST(BenchComparisonTest, CorrectsForTheNumberOfBenchmarks) {
  std::vector<BenchRow> before, after;
  for (int i = 0; i < 40; ++i) {
    before.push_back(Row("a/" + std::to_string(i), 1));
    after.push_back(Row("a/" + std::to_string(i), 1.0001));
  }
  after[0].real_s = {1.001, 1.003, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2};
  EXPECT_LT(MannWhitneyP(before[0].real_s, after[0].real_s), 0.05);
  const BenchComparison comparison = Compare(Results(before), Results(after), {});
  EXPECT_EQ(comparison.changes[0].verdict, Verdict::kSame);
  EXPECT_FALSE(comparison.GotWorse());
}

TEST(BenchComparisonTest, CannotTellFromAFewRepetitions) {
  const BenchComparison comparison =
      Compare(Results({Row("a", 1, 3)}), Results({Row("a", 2, 3)}), {});
  EXPECT_EQ(comparison.changes[0].verdict, Verdict::kUntold);
  EXPECT_FALSE(comparison.CanTell());
  EXPECT_FALSE(comparison.GotWorse());
  const std::string text = ToText(comparison, {}, Style(false));
  EXPECT_TRUE(Mentions(text,
                       "1 of 1 benchmarks could not be told: 3 repetitions are too few for 1 "
                       "benchmarks, 4 would do"));
  EXPECT_FALSE(Mentions(text, "no change"));
}

// What enough repetitions are depends on how many benchmarks there are.
TEST(BenchComparisonTest, TellsHowManyRepetitionsWouldDo) {
  EXPECT_EQ(RepetitionsFor(1, 0.05), 4U);
  EXPECT_EQ(RepetitionsFor(114, 0.05), 8U);
  for (const std::size_t rows : {1U, 3U, 114U}) {
    const int enough = static_cast<int>(RepetitionsFor(rows, 0.05));
    std::vector<BenchRow> before, after;
    for (std::size_t i = 0; i < rows; ++i) {
      before.push_back(Row("a/" + std::to_string(i), 1, enough));
      after.push_back(Row("a/" + std::to_string(i), i == 0 ? 1.5 : 1.0001, enough));
    }
    EXPECT_TRUE(Compare(Results(before), Results(after), {}).GotWorse()) << rows;
    for (BenchRow& row : after) row.real_s.pop_back();
    for (BenchRow& row : before) row.real_s.pop_back();
    EXPECT_FALSE(Compare(Results(before), Results(after), {}).CanTell()) << rows;
  }
}

TEST(BenchComparisonTest, CountsWhatIsLostAsWorse) {
  BenchRow lost{.name = "end/nothing/isolated", .problem = "crashed with SIGABRT"};
  const BenchComparison comparison =
      Compare(Results({Row("end/nothing/isolated", 1)}), Results({lost}), {});
  EXPECT_TRUE(comparison.GotWorse());
  EXPECT_TRUE(Mentions(ToText(comparison, {}, Style(false)), "crashed with SIGABRT"));
}

TEST(BenchComparisonTest, CountsWhatFailsNowAndThenAsWorse) {
  BenchRow half = Row("end/nothing/isolated", 1, 5);
  half.problem = "crashed with SIGABRT";
  const BenchComparison comparison =
      Compare(Results({Row("end/nothing/isolated", 1)}), Results({half}), {});
  EXPECT_TRUE(comparison.GotWorse());
  EXPECT_TRUE(comparison.changes.empty());
  EXPECT_FALSE(Compare(Results({half}), Results({half}), {}).GotWorse()) << "it did so before";
}

TEST(BenchComparisonTest, TellsWhatFailsInBothFromWhatTheyDoNotHaveInCommon) {
  const BenchRow lost{.name = "a/b/c", .problem = "crashed"};
  const BenchComparison broken = Compare(Results({lost}), Results({lost}), {});
  EXPECT_TRUE(broken.HasCommon());
  EXPECT_FALSE(broken.CanTell());
  EXPECT_TRUE(Mentions(ToText(broken, {}, Style(false)), "failed   a/b/c: in both runs"));
  EXPECT_FALSE(Compare(Results({lost}), Results({}), {}).HasCommon());
  const BenchComparison recovered = Compare(Results({lost}), Results({Row("a/b/c", 1)}), {});
  EXPECT_TRUE(Mentions(ToText(recovered, {}, Style(false)), "a/b/c: failed in the older run"));
}

BenchRow Memory(const std::string& name, const std::string& counter, double bytes) {
  BenchRow row = Row(name, 0.01);
  // As it is measured: in pieces, so that values are equal now and then.
  for (int i = 0; i < 9; ++i) row.counters[counter].push_back(bytes + 512 * (i / 3));
  return row;
}

Verdict OfMemory(const std::string& row, const std::string& counter, double before, double after) {
  const BenchComparison comparison =
      Compare(Results({Memory(row, counter, before)}), Results({Memory(row, counter, after)}), {});
  EXPECT_EQ(comparison.changes.at(1).name, row + " " + counter);
  return comparison.changes.at(1).verdict;
}

TEST(BenchComparisonTest, ComparesMemory) {
  const std::string memory = "memory/_csv/isolated", cycle = "cycle/_csv/isolated";
  EXPECT_EQ(OfMemory(memory, "pss_bytes", 2.5e6, 2.5e7), Verdict::kDearer);
  EXPECT_EQ(OfMemory(memory, "pss_bytes", 2.5e6, 2.0e6), Verdict::kCheaper);
  EXPECT_EQ(OfMemory(memory, "pss_bytes", 2.5e6, 2.6e6), Verdict::kSame);
  EXPECT_EQ(OfMemory(cycle, "growth_bytes", 2e3, 2e6), Verdict::kDearer);
  EXPECT_EQ(OfMemory(cycle, "growth_bytes", 0, 2e6), Verdict::kDearer);
  EXPECT_EQ(OfMemory(cycle, "growth_bytes", -2e5, 2e6), Verdict::kDearer);
  EXPECT_EQ(OfMemory(cycle, "growth_bytes", 2e6, 0), Verdict::kCheaper);
  EXPECT_EQ(OfMemory(cycle, "growth_bytes", -2e6, -2e3), Verdict::kSame) << "nothing stays";
  EXPECT_EQ(OfMemory(cycle, "growth_bytes", 16, 3000), Verdict::kSame) << "less than a page";
}

TEST(BenchComparisonTest, CallsAHundredthOfAnInterpreterNoGrowth) {
  const auto run = [](double growth) {
    return Results({Memory("memory/nothing/isolated", "pss_bytes", 2.5e6),
                    Memory("cycle/nothing/isolated", "growth_bytes", growth)});
  };
  EXPECT_FALSE(Compare(run(0), run(2.3e4), {}).GotWorse());
  const BenchComparison comparison = Compare(run(0), run(2.6e4), {});
  EXPECT_TRUE(comparison.GotWorse());
  EXPECT_TRUE(Mentions(ToText(comparison, {}, Style(false)),
                       "cycle/nothing/isolated growth_bytes  27 kB, was 1 kB (+"));
}

TEST(BenchComparisonTest, LeavesPeersOut) {
  EXPECT_TRUE(Compare(Results({Row("peer/spawn", 1)}), Results({Row("peer/spawn", 2)}), {})
                  .changes.empty());
}

TEST(BenchComparisonTest, CautionsOfAMachineThatIsNotTheSame) {
  const auto cautions = [](const BenchRow& before, const BenchRow& after) {
    return Compare(Results({before}), Results({after}), {}).cautions;
  };
  const BenchRow steady = Row("reference/work", 0.01);
  BenchRow noisy = steady;
  noisy.real_s = {0.01, 0.014, 0.01, 0.015, 0.01, 0.016, 0.01, 0.013, 0.01};
  EXPECT_TRUE(cautions(steady, Row("reference/work", 0.0101)).empty());
  ASSERT_EQ(cautions(steady, Row("reference/work", 0.012)).size(), 1U);
  EXPECT_TRUE(Mentions(cautions(steady, Row("reference/work", 0.012))[0],
                       "the machine is not the same: work that is always the same took 12.1 ms"));
  EXPECT_EQ(cautions(steady, noisy).size(), 1U);
  EXPECT_EQ(cautions(noisy, steady).size(), 1U);
}

TEST(BenchTextTest, SaysWhatALoadAdds) {
  BenchRow bare = Row("memory/nothing/isolated", 0.02), loaded = Row("memory/m/isolated", 0.024);
  bare.counters["pss_bytes"] = {1.5e6};
  loaded.counters["pss_bytes"] = {2.6e6};
  const std::string text = Summary(
      Results({Row("create/nothing/isolated", 0.018), Row("end/nothing/isolated", 0.002), bare,
               Row("import/m/isolated", 0.004), Row("end/m/isolated", 0.0026), loaded}),
      Style(false));
  EXPECT_TRUE(Mentions(text, "isolated: takes 18.1 ms to create, 2.02 ms to end"));
  EXPECT_TRUE(Mentions(text, "isolated, m: adds 4.64 ms and 1.1 MB to each interpreter"));
}

TEST(BenchTextTest, SaysWhetherTheLastCostsAsMuch) {
  const auto told = [](double last) {
    return Summary(Results({Row("climb/nothing/isolated/interpreters:8", 0.02),
                            Row("climb/nothing/isolated/interpreters:1000", last)}),
                   Style(false));
  };
  EXPECT_TRUE(Mentions(told(0.0204), "the 1,000th costs as much as the 8th"));
  EXPECT_TRUE(Mentions(told(0.06), "the 1,000th costs 3 times as much as the 8th"));
}

TEST(BenchTextTest, TellsAMachineThatGivesMemorySlowlyFromAnInterpreterThatCostsMore) {
  BenchRow first = Row("climb/nothing/isolated/interpreters:8", 0.0074),
           last = Row("climb/nothing/isolated/interpreters:1000", 0.0151);
  first.counters["new_pages_s"] = {0.0009};
  last.counters["new_pages_s"] = {0.0085};
  for (const char* slope : {"slope_s", "slope_low_s", "slope_high_s"})
    last.counters[slope] = {1e-7};
  EXPECT_TRUE(
      Mentions(Summary(Results({first, last}), Style(false)),
               "2 times as much as the 8th: 15.2 ms, against 7.46 ms; less what this machine "
               "takes to give new memory, as much, so the cost of all is linear"));
  last.counters["new_pages_s"] = {0.0012};
  EXPECT_FALSE(Mentions(Summary(Results({first, last}), Style(false)), "new memory"));
}

TEST(BenchTextTest, GivesASlopeTheIntervalOfAllClimbs) {
  BenchRow last = Row("climb/nothing/isolated/interpreters:1000", 0.0074);
  last.counters = {{"slope_s", {-3e-7, -1e-7, 2e-7}},
                   {"slope_low_s", {-4e-7, -2e-7, 1e-7}},
                   {"slope_high_s", {-2e-7, 0, 3e-7}}};
  EXPECT_TRUE(Mentions(
      Summary(Results({Row("climb/nothing/isolated/interpreters:8", 0.0074), last}), Style(false)),
      "the cost of the next by -0.10 us (95 %, of all 3 climbs: -0.40 to +0.30)"));
}

TEST(BenchTextTest, TellsTheReasonOfALossOnce) {
  std::vector<BenchRow> rows{{.name = "end/n/isolated", .problem = "crashed"}};
  for (const char* what : {"import", "end", "memory", "cycle", "climb"})
    rows.push_back({.name = std::string(what) + "/m/strict", .problem = "m does not load"});
  EXPECT_EQ(Summary(Results(rows), Style(false)),
            "end/n/isolated: crashed\n"
            "import/m/strict, end/m/strict, memory/m/strict and 2 more: m does not load\n");
  rows.pop_back();
  EXPECT_TRUE(Mentions(Summary(Results(rows), Style(false)),
                       "memory/m/strict, cycle/m/strict: m does not load"));
}

TEST(BenchTextTest, WarnsOfANoisyMachine) {
  BenchRow reference{.name = "reference/work", .real_s = {1, 1.4, 1, 1.5, 1, 1.6, 1, 1.3, 1}};
  EXPECT_TRUE(Mentions(Summary(Results({reference}), Style(false)), "the machine was noisy"));
  reference.real_s = {1, 1.01, 1, 1.02, 1.01, 1, 1, 1, 1};
  EXPECT_FALSE(Mentions(Summary(Results({reference}), Style(false)), "noisy"));
}

TEST(BenchTextTest, ChoosesTheUnit) {
  EXPECT_EQ(TimeText(1.5), "1.5 s");
  EXPECT_EQ(TimeText(0.0182), "18.2 ms");
  EXPECT_EQ(TimeText(0.00000021), "210 ns");
  EXPECT_EQ(BytesText(1'140'000), "1.1 MB");
  EXPECT_EQ(BytesText(170'000), "170 kB");
}

}  // namespace
}  // namespace isograde
