#include "evidence/object_probe.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstdint>
#include <random>
#include <vector>

#include "testing/python.h"

namespace isograde {
namespace {

std::uintptr_t Word(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

std::vector<PyObject*> Find(const std::vector<std::uintptr_t>& words) {
  return ObjectProbe().ObjectsIn(words.data(), words.size() * sizeof(std::uintptr_t));
}

TEST(ObjectProbeTest, FindsObjectsAmongRandomWords) {
  Reference list = Eval("['list']"), type = Eval("type('T', (), {})"),
            instance = Eval("type('U', (), {})()"), number = Eval("2.5 * 3"),
            text = Eval("'te' + 'xt'");
  std::mt19937_64 random(1);
  std::vector<std::uintptr_t> words(5000);
  for (std::uintptr_t& word : words) word = random();
  words[10] = Word(list.get());
  words[999] = Word(type.get());
  words[2000] = Word(instance.get());
  words[3000] = Word(number.get());
  words[4999] = Word(text.get());
  EXPECT_EQ(Find(words), (std::vector<PyObject*>{list.get(), type.get(), instance.get(),
                                                 number.get(), text.get()}));
}

TEST(ObjectProbeTest, SurvivesAddressesOfEveryKind) {
  const int local = 0;
  void* const unreadable = mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  void* const last_page =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  EXPECT_TRUE(Find({0, 1, 8, 4096, UINTPTR_MAX, UINTPTR_MAX - 7, Word(&local), Word(unreadable),
                    Word(last_page) + 4088, 0x7fffffffffff, 0xffff800000000000,
                    Word(reinterpret_cast<void*>(&Find))})
                  .empty());
  munmap(unreadable, 4096);
  munmap(last_page, 4096);
}

TEST(ObjectProbeTest, TakesNoAddressInsideOfAnObject) {
  Reference list = Eval("['list']");
  EXPECT_TRUE(Find({Word(list.get()) + 1, Word(list.get()) + 4}).empty());
}

TEST(ObjectProbeTest, ReadsOnlyWholeWords) {
  Reference list = Eval("['list']");
  const std::uintptr_t word = Word(list.get());
  EXPECT_TRUE(ObjectProbe().ObjectsIn(&word, sizeof word - 1).empty());
  EXPECT_TRUE(ObjectProbe().ObjectsIn(nullptr, 0).empty());
  EXPECT_EQ(ObjectProbe().ObjectsIn(&word, sizeof word).size(), 1U);
}

TEST(ObjectProbeTest, FindsStaticTypes) {
  EXPECT_EQ(Find({Word(&PyDict_Type), Word(PyExc_ValueError)}).size(), 2U);
}

// Neither the object nor its static type is known to the collector.
TEST(ObjectProbeTest, FindsInstancesOfTypesThatTheCollectorDoesNotKnow) {
  for (const char* expression :
       {"complex(1, 2)", "range(3)", "__import__('datetime').timedelta(3)"}) {
    Reference object = Eval(expression);
    EXPECT_EQ(Find({Word(object.get())}).size(), 1U) << expression;
  }
}

}  // namespace
}  // namespace isograde
