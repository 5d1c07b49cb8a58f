#include <gtest/gtest.h>

#include "bench/text.h"
#include "testing/mentions.h"

namespace isograde {
namespace {

BenchResults RunOf(const BenchRow& create) {
  return {.context = {{"cpython", "3.13.0"}, {"configs", "isolated"}}, .rows = {create}};
}

TEST(BenchTableTest, MarksWhatFailedAfterItWasMeasured) {
  BenchRow create{.name = "create/nothing/isolated", .real_s = {0.0182, 0.0182}};
  EXPECT_TRUE(Mentions(BenchTables({RunOf(create)}), "| isolated | 18.2 ms ±0 % |"));
  create.problem = "crashed with SIGSEGV while creating an interpreter";
  EXPECT_TRUE(Mentions(BenchTables({RunOf(create)}), "| isolated | 18.2 ms ±0 %, then failed |"));
  create.real_s.clear();
  EXPECT_TRUE(Mentions(BenchTables({RunOf(create)}), "| isolated | failed |"));
}

}  // namespace
}  // namespace isograde
