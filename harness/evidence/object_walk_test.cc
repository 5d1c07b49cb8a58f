#include "evidence/object_walk.h"

#include <gtest/gtest.h>

#include <string>

#include "interpreter/evaluate.h"
#include "testing/python.h"

namespace isograde {
namespace {

// A module of its own in sys.modules for one test.
class ObjectWalkTest : public testing::Test {
 protected:
  void Make(const std::string& code) {
    foreign_ = ForeignObjects::BeforeImport({.name = "m"});
    module_ = MakeModule("m", code);
    foreign_.Collect(module_.get());
  }
  void TearDown() override {
    PyDict_DelItemString(PyImport_GetModuleDict(), "m");
    PyErr_Clear();
  }
  ObjectWalk Walk() const { return ObjectWalk(module_.get(), foreign_); }
  Reference Get(const std::string& expression) const {
    Namespace names;
    names.Set("m", module_.get());
    return names.Evaluate(expression);
  }
  // The path by which the walk reached the value of an expression; "" where it did not.
  std::string PathTo(const std::string& expression) const {
    const ObjectWalk walk = Walk();
    const auto index = walk.Find(Get(expression).get());
    return index == ObjectWalk::kNoParent ? "" : walk.Path(index);
  }

  ForeignObjects foreign_;
  Reference module_;
};

TEST_F(ObjectWalkTest, StartsAtTheModule) {
  Make("value = 1");
  const ObjectWalk walk = Walk();
  EXPECT_EQ(walk.nodes().front().object, module_.get());
  EXPECT_EQ(walk.nodes().front().parent, ObjectWalk::kNoParent);
  EXPECT_EQ(walk.Path(0), "m");
  EXPECT_FALSE(walk.truncated());
}

TEST_F(ObjectWalkTest, FindsNestedObjectsAndSaysHow) {
  Make("config = {'a': [['deep'], {'key': {2.5}}]}\npair = ([1], [2])");
  EXPECT_EQ(PathTo("m.config"), "m.config");
  EXPECT_EQ(PathTo("m.config['a']"), "m.config['a']");
  EXPECT_EQ(PathTo("m.config['a'][0]"), "m.config['a'][0]");
  EXPECT_EQ(PathTo("m.config['a'][1]['key']"), "m.config['a'][1]['key']");
  EXPECT_EQ(PathTo("m.pair[1]"), "m.pair[1]");
}

TEST_F(ObjectWalkTest, FindsWhatTypesAndInstancesHold) {
  Make("class T:\n  cache = {}\n  def __init__(self): self.items = []\nthing = T()");
  EXPECT_EQ(PathTo("m.T"), "m.T");
  EXPECT_EQ(PathTo("m.T.cache"), "m.T.cache");
  EXPECT_EQ(PathTo("m.thing"), "m.thing");
  EXPECT_NE(PathTo("m.thing.items"), "");
}

TEST_F(ObjectWalkTest, FindsWhatFunctionsHold) {
  Make(
      "def outer():\n  kept = []\n  def inner(x=['default']): return kept\n  return "
      "inner\nfunction = outer()");
  EXPECT_NE(PathTo("m.function.__defaults__[0]"), "");
  EXPECT_NE(PathTo("m.function()"), "");
}

TEST_F(ObjectWalkTest, FindsEachObjectOnce) {
  Make("one = []\none.append(one)\nagain = one");
  const ObjectWalk walk = Walk();
  Reference one = Get("m.one");
  int times = 0;
  for (const auto& node : walk.nodes()) times += node.object == one.get();
  EXPECT_EQ(times, 1);
}

TEST_F(ObjectWalkTest, DoesNotEnterOtherModules) {
  Reference other = MakeModule("isograde_other", "inside = ['inside']\nhidden = [['hidden']]");
  Make("import isograde_other as other\nfrom isograde_other import inside");
  EXPECT_EQ(PathTo("m.other"), "m.other");
  EXPECT_EQ(PathTo("m.other.hidden"), "");
  const ObjectWalk walk = Walk();
  EXPECT_TRUE(walk.nodes()[walk.Find(other.get())].boundary);
  EXPECT_TRUE(walk.nodes()[walk.Find(Get("m.inside").get())].boundary);
  PyDict_DelItemString(PyImport_GetModuleDict(), "isograde_other");
}

TEST_F(ObjectWalkTest, DoesNotEnterTypesOfTheRuntime) {
  Make("class T(dict): pass");
  const ObjectWalk walk = Walk();
  const auto dict = walk.Find(reinterpret_cast<PyObject*>(&PyDict_Type));
  ASSERT_NE(dict, ObjectWalk::kNoParent);
  EXPECT_TRUE(walk.nodes()[dict].boundary);
  EXPECT_EQ(walk.Find(Get("dict.__dict__['get']").get()), ObjectWalk::kNoParent);
}

TEST_F(ObjectWalkTest, HasNoPlaceForWhatIsNotReached) {
  Make("value = 1");
  Reference elsewhere = Eval("['elsewhere']");
  EXPECT_EQ(Walk().Find(elsewhere.get()), ObjectWalk::kNoParent);
}

TEST(RuntimeImageTest, HoldsTheRuntimeButNoHeap) {
  EXPECT_TRUE(InRuntimeImage(Py_None));
  EXPECT_TRUE(InRuntimeImage(&PyList_Type));
  EXPECT_FALSE(InRuntimeImage(Eval("[]").get()));
  EXPECT_FALSE(InRuntimeImage(nullptr));
}

}  // namespace
}  // namespace isograde
