#include "suites/state/static_shape.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "interpreter/cpython_api.h"
#include "testing/python.h"

namespace isograde {
namespace {

std::uintptr_t Word(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

/// Memory that begins with what begins as a static type does.
struct StaticShapeTest : ::testing::Test {
  static constexpr std::size_t kFlags = 21;  // tp_flags, in words

  StaticShapeTest() {
    memory[0] = 1;
    memory[1] = Word(&PyType_Type);
    memory[kFlags] = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_READY;
  }

  /// Of a word, in a library whose variables begin with another.
  std::string ShapeAt(std::size_t word, std::size_t begin = 0, PyObject* object = nullptr) const {
    const TargetLibrary::Range range{.begin = Word(&memory[begin]),
                                     .end = Word(memory.data() + memory.size()),
                                     .file_begin = 0,
                                     .is_thread_local = false,
                                     .image_size = 0,
                                     .image = nullptr,
                                     .image_offset = 0};
    return ShapeOf({.library = nullptr,
                    .range = &range,
                    .address = Word(&memory[word]),
                    .before = 0,
                    .after = Word(object)},
                   object, nullptr, ObjectProbe());
  }

  std::array<std::uintptr_t, 100> memory{};
};

TEST_F(StaticShapeTest, KnowsAStaticTypeByItsBeginning) {
  EXPECT_EQ(ShapeAt(0), "static type");
  EXPECT_EQ(ShapeAt(50), "static type");
}

TEST_F(StaticShapeTest, AStaticTypeIsAsLongAsThisCPythonsAre) {
  const bool is_short = cpython::AtLeast(3, 9) && !cpython::AtLeast(3, 12);
  EXPECT_EQ(ShapeAt(51), is_short ? "" : "static type");
  EXPECT_EQ(ShapeAt(52), "");
}

TEST_F(StaticShapeTest, WhatIsNotReadyIsNoType) {
  memory[kFlags] = 0;
  EXPECT_EQ(ShapeAt(10), "");
}

TEST_F(StaticShapeTest, AHeapTypeIsNone) {
  memory[kFlags] |= Py_TPFLAGS_HEAPTYPE;
  EXPECT_EQ(ShapeAt(10), "");
}

TEST_F(StaticShapeTest, WhatLiesBeforeTheLibrarysVariablesIsNotLookedAt) {
  EXPECT_EQ(ShapeAt(30, 1), "");
  EXPECT_EQ(ShapeAt(30, 30), "");
}

TEST_F(StaticShapeTest, KnowsAnArgumentParserByItsListOfNames) {
  const Reference names = Eval("('first', 'second')");
  const std::array<const char*, 3> list = {"first", "second", nullptr};
  memory[80] = Word(list.data());
  EXPECT_EQ(ShapeAt(85, 0, names.get()), "argument parser");
  EXPECT_EQ(ShapeAt(90, 0, names.get()), "argument parser");
  EXPECT_EQ(ShapeAt(91, 0, names.get()), "");
  EXPECT_EQ(ShapeAt(85, 80, names.get()), "argument parser");
  EXPECT_EQ(ShapeAt(85, 81, names.get()), "");
}

TEST_F(StaticShapeTest, AnotherTupleBehindTheListIsNoPartOfAParser) {
  const Reference names = Eval("('first', 'third')");
  const std::array<const char*, 3> list = {"first", "second", nullptr};
  memory[80] = Word(list.data());
  EXPECT_EQ(ShapeAt(85, 0, names.get()), "");
}

}  // namespace
}  // namespace isograde
