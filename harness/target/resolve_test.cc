#include "target/resolve.h"

#include <Python.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "interpreter/python_error.h"
#include "testing/mentions.h"
#include "testing/python.h"
#include "testing/temporary_folder.h"

namespace isograde {
namespace {

// A folder at the head of sys.path, and the suffix that this Python gives its extension modules.
class ResolveTest : public testing::Test {
 protected:
  ResolveTest() : suffix_(TextOf(Eval("__import__('_imp').extension_suffixes()[0]").get())) {
    Reference entry = Reference::Steal(PyUnicode_FromString(folder_.path().c_str()));
    PyList_Insert(PySys_GetObject("path"), 0, entry.get());
  }
  ~ResolveTest() override {
    PyList_SetSlice(PySys_GetObject("path"), 0, 1, nullptr);
    Exec("import sys\nsys.path_importer_cache.clear()");
  }
  static Target Find(const std::string& name) {
    return ResolveAll({name}, {.jobs = 1}).targets.front();
  }
  static std::vector<std::string> MembersOf(const Target& target) {
    std::vector<std::string> names;
    for (const Target::Member& member : target.members) names.push_back(member.name);
    return names;
  }
  void WriteDistribution(const std::string& name, const std::string& record) {
    const std::string info = name + "-1.5.dist-info/";
    folder_.Write(info + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: 1.5\n");
    folder_.Write(info + "RECORD", record + info + "METADATA,,\n");
  }
  bool IsLoaded(const char* name) {
    return PyDict_GetItemString(PyImport_GetModuleDict(), name) != nullptr;
  }

  TemporaryFolder folder_;
  std::string suffix_;
};

TEST_F(ResolveTest, FindsBuiltinModules) {
  const Target target = Resolve("_sre");
  EXPECT_EQ(target.kind, TargetKind::kBuiltin);
  EXPECT_EQ(target.file, "");
  EXPECT_EQ(target.problem, "");
  EXPECT_EQ(target.name, "_sre");
}

TEST_F(ResolveTest, FindsExtensionsOfTheStandardLibrary) {
  const Target target = Resolve("_ctypes");
  if (target.kind != TargetKind::kBuiltin) {
    EXPECT_EQ(target.kind, TargetKind::kExtension);
    EXPECT_TRUE(target.file.ends_with(".so")) << target.file;
  }
}

TEST_F(ResolveTest, FindsPureModulesAndPackages) {
  EXPECT_EQ(Resolve("colorsys").kind, TargetKind::kPure);
  EXPECT_TRUE(Mentions(Resolve("colorsys").file, "colorsys.py"));
  EXPECT_EQ(Resolve("json").kind, TargetKind::kPure);
}

TEST_F(ResolveTest, FindsExtensionsWithoutImportingThem) {
  const std::string file = folder_.Write("ig_ext" + suffix_, "no library");
  const Target target = Resolve("ig_ext");
  EXPECT_EQ(target.kind, TargetKind::kExtension);
  EXPECT_EQ(target.file, file);
  EXPECT_FALSE(IsLoaded("ig_ext"));
}

TEST_F(ResolveTest, FindsTheExtensionModulesOfAPackage) {
  folder_.Write("ig_pkg/__init__.py", "raise RuntimeError('imported')");
  folder_.Write("ig_pkg/_b" + suffix_, "PyInit__b");
  folder_.Write("ig_pkg/_a.abi3.so", "PyInit__a");
  folder_.Write("ig_pkg/sub/__init__.py", "");
  folder_.Write("ig_pkg/sub/_c" + suffix_, "PyInit__c");
  folder_.Write("ig_pkg/namespace/_d" + suffix_, "PyInit__d");
  folder_.Write("ig_pkg/plain.py", "");
  folder_.Write("ig_pkg/_module.so", "PyInit__module");
  folder_.Write("ig_pkg/libhelper.so", "no module");
  folder_.Write("ig_pkg/_helper" + suffix_, "no module");
  folder_.Write("ig_pkg/_other.cpython-27-nowhere.so", "PyInit__other");
  folder_.Write("ig_pkg/not-a-name/_e" + suffix_, "PyInit__e");
  folder_.Write("ig_pkg/__pycache__/_f" + suffix_, "PyInit__f");
  const Target target = Find("ig_pkg");
  EXPECT_EQ(target.kind, TargetKind::kDistribution) << target.problem;
  EXPECT_EQ(MembersOf(target), (std::vector<std::string>{"ig_pkg._a", "ig_pkg._b", "ig_pkg._module",
                                                         "ig_pkg.namespace._d",
                                                         "ig_pkg.not-a-name._e", "ig_pkg.sub._c"}));
  EXPECT_EQ(target.libraries.size(), 2u);
  EXPECT_EQ(target.roots, (std::vector<std::string>{"ig_pkg"}));
  EXPECT_TRUE(LoadedMembers(target).empty());
  EXPECT_FALSE(IsLoaded("ig_pkg"));
}

TEST_F(ResolveTest, FindsADistributionByItsNameAndByThatOfAPackage) {
  WriteDistribution("Ig.Some-Dist", "ig_some/__init__.py\nig_some/_a" + suffix_ + "\n_ig_beside" +
                                        suffix_ + "\nig_libs.libs/libz.so.1\n");
  folder_.Write("ig_some/__init__.py", "");
  folder_.Write("ig_some/_a" + suffix_, "PyInit__a");
  folder_.Write("_ig_beside" + suffix_, "PyInit__ig_beside");
  for (const char* name : {"ig_some", "ig-some_dist", "Ig.Some-Dist"}) {
    const Target target = Find(name);
    EXPECT_EQ(target.kind, TargetKind::kDistribution) << name << ": " << target.problem;
    EXPECT_EQ(target.distribution, "Ig.Some-Dist");
    EXPECT_EQ(target.version, "1.5");
    EXPECT_EQ(target.packages, (std::vector<std::string>{"_ig_beside", "ig_some"}));
    EXPECT_EQ(target.roots, (std::vector<std::string>{"ig_some"}));
    EXPECT_EQ(MembersOf(target), (std::vector<std::string>{"_ig_beside", "ig_some._a"}));
    EXPECT_EQ(target.libraries.size(), 1u);
  }
  EXPECT_EQ(Find("ig_some").name, "ig_some");
  EXPECT_EQ(Find("ig-some_dist").name, "Ig.Some-Dist");
}

TEST_F(ResolveTest, TellsWhatANamespaceIsSharedBy) {
  WriteDistribution("ig-one", "ig_space/one/__init__.py\nig_space/one/_a" + suffix_ + "\n");
  WriteDistribution("ig-two", "ig_space/two/__init__.py\nig_space/two/_b" + suffix_ + "\n");
  for (const char* part : {"one", "two"})
    folder_.Write(std::string("ig_space/") + part + "/__init__.py", "");
  folder_.Write("ig_space/one/_a" + suffix_, "PyInit__a");
  folder_.Write("ig_space/two/_b" + suffix_, "PyInit__b");
  EXPECT_EQ(Find("ig_space.one").packages, (std::vector<std::string>{"ig_space.one"}));
  EXPECT_EQ(MembersOf(Find("ig-two")), (std::vector<std::string>{"ig_space.two._b"}));
  const Target both = Find("ig_space");
  EXPECT_EQ(both.kind, TargetKind::kUnknown);
  EXPECT_TRUE(Mentions(both.problem, "ig-one, ig-two")) << both.problem;
}

TEST_F(ResolveTest, TakesAPackageWithoutExtensionModulesForPure) {
  folder_.Write("ig_pure/__init__.py", "");
  EXPECT_EQ(Find("ig_pure").kind, TargetKind::kPure);
  WriteDistribution("ig-pure", "ig_pure/__init__.py\n");
  EXPECT_EQ(Find("ig-pure").kind, TargetKind::kDistribution);
  EXPECT_EQ(Find("ig-pure").name, "ig-pure");
  EXPECT_EQ(Find("ig_pure").kind, TargetKind::kPure);
}

TEST_F(ResolveTest, SurvivesWhatADistributionDoesWhenItIsImported) {
  folder_.Write("ig_ends/__init__.py", "import os\nos._exit(3)");
  folder_.Write("ig_ends/_a" + suffix_, "PyInit__a");
  const Target target = Find("ig_ends");
  EXPECT_EQ(target.kind, TargetKind::kDistribution);
  EXPECT_EQ(target.roots, (std::vector<std::string>{"ig_ends"}));
}

TEST_F(ResolveTest, FindsModulesInsideOfPackages) {
  folder_.Write("ig_pkg/__init__.py", "raise RuntimeError('imported')");
  folder_.Write("ig_pkg/_b" + suffix_, "");
  EXPECT_EQ(Resolve("ig_pkg._b").kind, TargetKind::kExtension);
  EXPECT_EQ(Resolve("ig_pkg._missing").kind, TargetKind::kUnknown);
  EXPECT_FALSE(IsLoaded("ig_pkg"));
}

TEST_F(ResolveTest, FindsAnExtensionThatIsThePackageItself) {
  folder_.Write("ig_pkg/__init__" + suffix_, "PyInit_ig_pkg");
  const Target target = Find("ig_pkg");
  EXPECT_EQ(target.kind, TargetKind::kExtension);
  folder_.Write("ig_pkg/_b" + suffix_, "PyInit__b");
  EXPECT_EQ(MembersOf(Find("ig_pkg")), (std::vector<std::string>{"ig_pkg", "ig_pkg._b"}));
}

TEST_F(ResolveTest, TellsWhatIsNotThere) {
  const Target target = Resolve("ig_no_such_module");
  EXPECT_EQ(target.kind, TargetKind::kUnknown);
  EXPECT_TRUE(Mentions(Find("ig_no_such_module").problem, "no module named ig_no_such_module"));
  EXPECT_TRUE(Mentions(Resolve("colorsys.inside.deeper").problem, "colorsys.inside was not found"));
}

TEST_F(ResolveTest, TellsWhatWasBuiltForAnotherPython) {
  folder_.Write("ig_old.cpython-27-nowhere.so", "");
  EXPECT_TRUE(Mentions(Resolve("ig_old").problem, "built for another Python"));
  EXPECT_TRUE(Mentions(Resolve("ig_old").problem, "ig_old.cpython-27-nowhere.so"));
}

TEST_F(ResolveTest, TellsWhatIsNoName) {
  for (const char* name : {"", "a..b", "./m.so", "m-1", "1m", "a b", "m.so", "../m"}) {
    const Target target = Find(name);
    EXPECT_EQ(target.kind, TargetKind::kUnknown) << name;
    EXPECT_FALSE(target.problem.empty()) << name;
  }
  EXPECT_TRUE(Mentions(Resolve("./build/m.so").problem, "no file at ./build/m.so"));
  EXPECT_TRUE(Mentions(Resolve("./build/m").problem, "a target is a name, or the file of"));
}

TEST_F(ResolveTest, FindsAnExtensionByItsFile) {
  const auto below = [&](const std::string& file) { return (folder_.path() / file).string(); };
  folder_.Write("ig_pkg/__init__.py", "");
  const std::string inside = folder_.Write("ig_pkg/_a" + suffix_, "PyInit__a");
  EXPECT_EQ(Find(inside).name, "ig_pkg._a");
  EXPECT_EQ(Find(inside).kind, TargetKind::kExtension);
  EXPECT_EQ(Find(inside).file, inside);
  const std::string in_namespace = folder_.Write("ig_space/_b" + suffix_, "PyInit__b");
  EXPECT_EQ(Find(in_namespace).name, "ig_space._b");
  const std::string elsewhere = folder_.Write("ig elsewhere/lib/ig_top/_c.abi3.so", "PyInit__c");
  folder_.Write("ig elsewhere/lib/ig_top/__init__.py", "");
  EXPECT_EQ(Find(elsewhere).name, "ig_top._c");
  EXPECT_EQ(Resolve("ig_top._c").file, elsewhere) << "its folder is on sys.path";
  folder_.Write("ig_top/__init__.py", "");
  EXPECT_TRUE(Mentions(Find(folder_.Write("ig_top/_c.abi3.so", "PyInit__c")).problem,
                       "importing ig_top._c loads " + elsewhere));
  const std::string other = folder_.Write("ig_old.cpython-27-nowhere.so", "");
  EXPECT_TRUE(Mentions(Find(other).problem, "built for another Python"));
  EXPECT_TRUE(Mentions(Find(folder_.Write("libz.so", "no module")).problem,
                       "is no extension module of this Python"));
  EXPECT_TRUE(Mentions(Find(below("ig_none.so")).problem, "no file at"));
  Exec("import sys\nsys.path.remove(" + ("'" + below("ig elsewhere/lib") + "'") + ")");
}

TEST_F(ResolveTest, TellsWhatIsWrongWithADistribution) {
  WriteDistribution("ig-first", "ig_root/__init__.py\nig_root/_a" + suffix_ + "\n");
  WriteDistribution("ig-second", "ig_root/__init__.py\n");
  folder_.Write("ig_root/__init__.py", "");
  folder_.Write("ig_root/_a" + suffix_, "PyInit__a");
  EXPECT_EQ(Find("ig_root").kind, TargetKind::kUnknown);
  EXPECT_TRUE(Mentions(Find("ig_root").problem, "ig-first and ig-second"));
  EXPECT_EQ(Find("ig-first").kind, TargetKind::kDistribution);
  EXPECT_TRUE(Mentions(Find("ig-first").problem, "have both installed ig_root/__init__.py"));
  WriteDistribution("ig-gone", "ig_gone/__init__.py\nig_gone/_b" + suffix_ + "\n");
  folder_.Write("ig_gone/__init__.py", "");
  EXPECT_TRUE(Mentions(Find("ig-gone").problem, "ig_gone/_b" + suffix_));
  WriteDistribution("ig-damaged", "ig_lost.py\n");
  EXPECT_TRUE(Mentions(Find("ig-damaged").problem, "has no module"));
  EXPECT_TRUE(Mentions(Find("ig-damagd").problem, "did you mean ig-damaged?"));
}

TEST_F(ResolveTest, TellsOfABrokenFinder) {
  Exec(
      "import sys\nclass Broken:\n  @staticmethod\n  def find_spec(*rest): raise "
      "RuntimeError('broken\\nfinder')\nsys.meta_path.insert(0, Broken)");
  const Target target = Resolve("colorsys");
  Exec("import sys\ndel sys.meta_path[0]");
  EXPECT_EQ(target.kind, TargetKind::kUnknown);
  EXPECT_TRUE(Mentions(target.problem, "RuntimeError: broken finder"));
}

TEST_F(ResolveTest, ListsAPackageBeforeItsModulesAndNothingTwice) {
  folder_.Write("ig_pkg/__init__.py", "");
  folder_.Write("ig_pkg/_a" + suffix_, "PyInit__a");
  folder_.Write("ig_pkg/_b" + suffix_, "PyInit__b");
  std::vector<std::string> names, owners;
  const Resolved resolved =
      ResolveAll({"ig_pkg._b", "ig_pkg", "_sre", "ig_pkg", "ig_no_such_module"},
                 {.all_members = true, .jobs = 1});
  for (const Target& target : resolved.targets) {
    names.push_back(target.name);
    owners.push_back(target.owner);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"ig_pkg._b", "ig_pkg", "ig_pkg._a", "_sre",
                                             "ig_no_such_module"}));
  EXPECT_EQ(owners, (std::vector<std::string>{"", "", "ig_pkg", "", ""}));
}

TEST_F(ResolveTest, KnowsTheExtensionsOfTheStandardLibrary) {
  const auto names = StandardLibraryExtensions();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  for (const char* name : {"_csv", "_sre", "math", "sys"})
    EXPECT_TRUE(std::find(names.begin(), names.end(), name) != names.end()) << name;
  EXPECT_TRUE(std::find(names.begin(), names.end(), "colorsys") == names.end());
}

}  // namespace
}  // namespace isograde
