#include "interpreter/evaluate.h"

#include <gtest/gtest.h>

namespace isograde {
namespace {

TEST(NamespaceTest, KeepsNamesFromOneCallToTheNext) {
  const Namespace names;
  EXPECT_FALSE(names.Execute("def double(x):\n  return 2 * x\nvalue = double(4)"));
  EXPECT_EQ(PyLong_AsLong(names.Evaluate("double(value)").get()), 16);
}

TEST(NamespaceTest, SharesNoNamesWithAnother) {
  const Namespace one, other;
  one.Execute("value = 1");
  EXPECT_FALSE(other.Evaluate("value"));
  EXPECT_EQ(TakeRaised().type, "NameError");
}

TEST(NamespaceTest, HasWhatWasSet) {
  Namespace names;
  names.Set("module", Py_None);
  EXPECT_EQ(names.Evaluate("module").get(), Py_None);
}

TEST(NamespaceTest, TellsSyntaxErrors) {
  EXPECT_EQ(Namespace().Execute("no python").type, "SyntaxError");
  EXPECT_FALSE(Namespace().Evaluate("x = 1"));
  EXPECT_EQ(TakeRaised().type, "SyntaxError");
}

}  // namespace
}  // namespace isograde
