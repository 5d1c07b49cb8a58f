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
  folder_.Write("ig_pkg/_b" + suffix_, "");
  folder_.Write("ig_pkg/_a.abi3.so", "");
  folder_.Write("ig_pkg/sub/__init__.py", "");
  folder_.Write("ig_pkg/sub/_c" + suffix_, "");
  folder_.Write("ig_pkg/namespace/_d" + suffix_, "");
  folder_.Write("ig_pkg/plain.py", "");
  folder_.Write("ig_pkg/_module.so", "PyInit__module");
  folder_.Write("ig_pkg/libhelper.so", "no module");
  folder_.Write("ig_pkg/_other.cpython-27-nowhere.so", "");
  folder_.Write("ig_pkg/not-a-name/_e" + suffix_, "");
  folder_.Write("ig_pkg/__pycache__/_f" + suffix_, "");
  const Target target = Resolve("ig_pkg");
  EXPECT_EQ(target.kind, TargetKind::kPackage);
  EXPECT_EQ(target.modules, (std::vector<std::string>{"ig_pkg._a", "ig_pkg._b", "ig_pkg._module",
                                                      "ig_pkg.namespace._d", "ig_pkg.sub._c"}));
  EXPECT_FALSE(IsLoaded("ig_pkg"));
}

TEST_F(ResolveTest, FindsModulesInsideOfPackages) {
  folder_.Write("ig_pkg/__init__.py", "raise RuntimeError('imported')");
  folder_.Write("ig_pkg/_b" + suffix_, "");
  EXPECT_EQ(Resolve("ig_pkg._b").kind, TargetKind::kExtension);
  EXPECT_EQ(Resolve("ig_pkg._missing").kind, TargetKind::kUnknown);
  EXPECT_FALSE(IsLoaded("ig_pkg"));
}

TEST_F(ResolveTest, FindsAnExtensionThatIsThePackageItself) {
  folder_.Write("ig_pkg/__init__" + suffix_, "");
  const Target target = Resolve("ig_pkg");
  EXPECT_EQ(target.kind, TargetKind::kExtension);
}

TEST_F(ResolveTest, TellsWhatIsNotThere) {
  const Target target = Resolve("ig_no_such_module");
  EXPECT_EQ(target.kind, TargetKind::kUnknown);
  EXPECT_TRUE(Mentions(target.problem, "no module named ig_no_such_module"));
  EXPECT_TRUE(Mentions(Resolve("colorsys.inside.deeper").problem, "colorsys.inside was not found"));
}

TEST_F(ResolveTest, TellsWhatWasBuiltForAnotherPython) {
  folder_.Write("ig_old.cpython-27-nowhere.so", "");
  EXPECT_TRUE(Mentions(Resolve("ig_old").problem, "built for another Python"));
  EXPECT_TRUE(Mentions(Resolve("ig_old").problem, "ig_old.cpython-27-nowhere.so"));
}

TEST_F(ResolveTest, TellsWhatIsNoName) {
  for (const char* name : {"", ".", "a..b", "./m.so", "m-1", "1m", "a b", "m.so", "../m"}) {
    const Target target = Resolve(name);
    EXPECT_EQ(target.kind, TargetKind::kUnknown) << name;
    EXPECT_FALSE(target.problem.empty()) << name;
  }
  EXPECT_TRUE(Mentions(Resolve("./build/m.so").problem, "not a file"));
  EXPECT_TRUE(Mentions(Resolve("m.so").problem, "m.so"));
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
  folder_.Write("ig_pkg/_a" + suffix_, "");
  folder_.Write("ig_pkg/_b" + suffix_, "");
  std::vector<std::string> names, owners;
  for (const Target& target :
       ResolveAll({"ig_pkg._b", "ig_pkg", "_sre", "ig_pkg", "ig_no_such_module"})) {
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
