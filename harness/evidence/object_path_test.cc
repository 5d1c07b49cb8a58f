#include "evidence/object_path.h"

#include <gtest/gtest.h>

#include "testing/python.h"

namespace isograde {
namespace {

TEST(ObjectPathTest, IsEmptyForAnEmptyChain) { EXPECT_EQ(DescribePath({}), ""); }

TEST(ObjectPathTest, WritesKeysAsTheirReprAndCutsLongOnes) {
  Reference dict = Eval("{'a\\'b': 1, 3: 2.5, ('x' * 100): 4.5}");
  Reference value = Reference::Borrow(PyDict_GetItemString(dict.get(), "a'b"));
  EXPECT_EQ(DescribePath({dict.get(), value.get()}), "dict[\"a'b\"]");
  Reference key = Eval("3");
  EXPECT_EQ(DescribePath({dict.get(), PyDict_GetItem(dict.get(), key.get())}), "dict[3]");
  Reference cut = Eval("'x' * 100");
  EXPECT_LT(DescribePath({dict.get(), PyDict_GetItem(dict.get(), cut.get())}).size(), 60U);
}

TEST(ObjectPathTest, TellsAKeyFromAValue) {
  Reference dict = Eval("{('key',): 0}");
  Reference keys = Reference::Steal(PyDict_Keys(dict.get()));
  EXPECT_EQ(DescribePath({dict.get(), PyList_GetItem(keys.get(), 0)}), "dict (the key ('key',))");
}

TEST(ObjectPathTest, FallsBackToTypes) {
  Reference set = Eval("{2.5}");
  Reference list = Reference::Steal(PySequence_List(set.get()));
  EXPECT_EQ(DescribePath({set.get(), PyList_GetItem(list.get(), 0)}), "set -> float");
}

TEST(ObjectPathTest, NamesTypesAndTheirBases) {
  Reference base = Eval("type('Base', (), {'__module__': 'm'})");
  Reference derived = Reference::Steal(PyObject_CallFunction(
      reinterpret_cast<PyObject*>(&PyType_Type), "s(O){}", "Derived", base.get()));
  EXPECT_EQ(DescribePath({derived.get(), base.get()}), "Derived.__bases__[0]");
  Reference instance = Reference::Steal(PyObject_CallObject(derived.get(), nullptr));
  EXPECT_EQ(DescribePath({derived.get(), reinterpret_cast<PyObject*>(&PyType_Type)}),
            "Derived.__class__");
}

}  // namespace
}  // namespace isograde
