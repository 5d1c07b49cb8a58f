#include "evidence/pointer_index.h"

#include <gtest/gtest.h>

#include <deque>

namespace isograde {
namespace {

TEST(PointerIndexTest, NumbersPointersInOrder) {
  std::deque<int> objects(100'000);
  PointerIndex index;
  for (std::uint32_t i = 0; i < objects.size(); ++i)
    EXPECT_EQ(index.Insert(&objects[i]), std::pair(i, true));
  for (std::uint32_t i = 0; i < objects.size(); ++i) {
    EXPECT_EQ(index.Find(&objects[i]), i);
    EXPECT_EQ(index.Insert(&objects[i]), std::pair(i, false));
  }
}

TEST(PointerIndexTest, TellsApartWhatHasOneHash) {
  PointerIndex index;
  const auto pointer = [](std::uintptr_t address) { return reinterpret_cast<void*>(address); };
  // Low bits are left out of the hash.
  EXPECT_EQ(index.Insert(pointer(0x1000)).first, 0u);
  EXPECT_EQ(index.Insert(pointer(0x1008)).first, 1u);
  EXPECT_EQ(index.Find(pointer(0x1008)), 1u);
  EXPECT_FALSE(index.Find(pointer(0x1004)));
}

TEST(PointerIndexTest, FindsNothingInNothing) { EXPECT_FALSE(PointerIndex().Find("")); }

}  // namespace
}  // namespace isograde
