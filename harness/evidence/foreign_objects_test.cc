#include "evidence/foreign_objects.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "interpreter/python_error.h"
#include "testing/python.h"

namespace isograde {
namespace {

// Leaves sys.modules as it was.
class ForeignObjectsTest : public testing::Test {
 protected:
  Reference Import(const std::string& name, const std::string& code) {
    made_.push_back(name);
    return MakeModule(name, code);
  }
  void TearDown() override {
    for (const std::string& name : made_)
      PyDict_DelItemString(PyImport_GetModuleDict(), name.c_str());
    PyErr_Clear();
  }
  std::vector<std::string> made_;
};

TEST_F(ForeignObjectsTest, AreWhatOtherModulesHold) {
  Reference before = Import("ig_before", "thing = ['before']");
  ForeignObjects foreign = ForeignObjects::BeforeImport({.name = "ig_target"});
  Reference brought = Import("ig_brought", "thing = ['brought']");
  Reference target =
      Import("ig_target", "own = ['own']\nfrom ig_before import thing\nimport ig_brought");
  foreign.Collect(target.get());

  EXPECT_TRUE(foreign.Contains(before.get()));
  EXPECT_TRUE(foreign.Contains(Attribute(before.get(), "thing").get()));
  EXPECT_TRUE(foreign.Contains(brought.get()));
  EXPECT_TRUE(foreign.Contains(Attribute(brought.get(), "thing").get()));
  EXPECT_FALSE(foreign.Contains(target.get()));
  EXPECT_FALSE(foreign.Contains(Attribute(target.get(), "own").get()));
  EXPECT_EQ(foreign.brought_along(), std::vector<std::string>{"ig_brought"});
}

TEST_F(ForeignObjectsTest, AreNotThoseOfTheTargetsOwnPackage) {
  ForeignObjects foreign = ForeignObjects::BeforeImport({.name = "ig_package._inner"});
  Reference outer = Import("ig_package", "thing = ['outer']");
  Reference sibling = Import("ig_package.sibling", "thing = ['sibling']");
  Reference target = Import("ig_package._inner", "own = ['own']");
  foreign.Collect(target.get());
  EXPECT_FALSE(foreign.Contains(Attribute(outer.get(), "thing").get()));
  EXPECT_FALSE(foreign.Contains(Attribute(sibling.get(), "thing").get()));
  EXPECT_TRUE(foreign.brought_along().empty());
}

TEST_F(ForeignObjectsTest, AreThoseOfANameThatOnlyBeginsAlike) {
  ForeignObjects foreign = ForeignObjects::BeforeImport({.name = "ig_package"});
  Reference other = Import("ig_package_tools", "thing = ['other']");
  Reference target = Import("ig_package", "own = ['own']");
  foreign.Collect(target.get());
  EXPECT_TRUE(foreign.Contains(Attribute(other.get(), "thing").get()));
  EXPECT_EQ(foreign.brought_along(), std::vector<std::string>{"ig_package_tools"});
}

TEST_F(ForeignObjectsTest, AreNotTheTargetsOwnThoughOthersImportThemFromIt) {
  Reference target = Import("ig_target", "own = ['own']");
  Reference user = Import("ig_user", "from ig_target import own\nmine = ['mine']");
  ForeignObjects foreign = ForeignObjects::BeforeImport({.name = "ig_target"});
  foreign.Collect(target.get());
  EXPECT_FALSE(foreign.Contains(Attribute(target.get(), "own").get()));
  EXPECT_TRUE(foreign.Contains(Attribute(user.get(), "mine").get()));
}

TEST(EachModuleTest, VisitsSysModules) {
  bool found = false;
  EachModule([&](PyObject* name, PyObject* module) {
    found |= TextOf(name) == "builtins" && PyObject_TypeCheck(module, &PyModule_Type);
  });
  EXPECT_TRUE(found);
}

TEST(ImportAttributeTest, IsOneOfTheImportSystem) {
  EXPECT_TRUE(IsImportAttribute("__loader__"));
  EXPECT_TRUE(IsImportAttribute("__name__"));
  EXPECT_FALSE(IsImportAttribute("__all__"));
  EXPECT_FALSE(IsImportAttribute("name"));
}

}  // namespace
}  // namespace isograde
