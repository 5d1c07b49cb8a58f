#include "interpreter/cpython_api.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "interpreter/python_error.h"
#include "testing/in_child.h"
#include "testing/mentions.h"
#include "testing/python.h"

namespace isograde {
namespace {

long Number(const std::string& expression) { return PyLong_AsLong(Eval(expression).get()); }

bool InImage(const void* address) {
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  const auto image = cpython::RuntimeImage();
  return std::any_of(image.begin(), image.end(), [&](const auto& range) {
    return range.begin <= wanted && wanted < range.end;
  });
}

TEST(CpythonApiTest, KnowsItsVersion) {
  const int major = static_cast<int>(Number("__import__('sys').version_info[0]"));
  const int minor = static_cast<int>(Number("__import__('sys').version_info[1]"));
  EXPECT_TRUE(cpython::AtLeast(major, minor));
  EXPECT_TRUE(cpython::AtLeast(major, minor - 1));
  EXPECT_TRUE(cpython::AtLeast(major - 1, minor + 1));
  EXPECT_FALSE(cpython::AtLeast(major, minor + 1));
  EXPECT_FALSE(cpython::AtLeast(major + 1, 0));
  EXPECT_EQ(cpython::VersionText(), TextOf(Eval("__import__('platform').python_version()").get()));
}

TEST(CpythonApiTest, KnowsItsBuild) {
  EXPECT_EQ(cpython::IsDebugBuild(), Number("hasattr(__import__('sys'), 'gettotalrefcount')") == 1);
  EXPECT_EQ(cpython::IsFreeThreaded(),
            Number("bool(__import__('sysconfig').get_config_var('Py_GIL_DISABLED'))") == 1);
}

TEST(CpythonApiTest, HasAllConfigsFrom312On) {
  const std::vector<InterpreterConfig> all(kAllConfigs.begin(), kAllConfigs.end());
  EXPECT_EQ(cpython::SupportedConfigs(),
            cpython::AtLeast(3, 12) ? all : std::vector{InterpreterConfig::kLegacy});
}

TEST(CpythonApiTest, IsInTheMainInterpreter) { EXPECT_EQ(cpython::CurrentInterpreterId(), 0); }

TEST(CpythonApiTest, TellsImmortalObjectsFrom312On) {
  const bool expected = cpython::AtLeast(3, 12);
  EXPECT_EQ(cpython::IsImmortal(Py_None), expected);
  EXPECT_EQ(cpython::IsImmortal(Eval("True").get()), expected);
  EXPECT_EQ(cpython::IsImmortal(Eval("7").get()), expected);
  EXPECT_EQ(cpython::IsImmortal(reinterpret_cast<PyObject*>(&PyLong_Type)), expected);
  EXPECT_FALSE(cpython::IsImmortal(Eval("[]").get()));
  EXPECT_FALSE(cpython::IsImmortal(Eval("123456789 * 3").get()));
  EXPECT_FALSE(cpython::IsImmortal(Eval("type('T', (), {})").get()));
}

TEST(CpythonApiTest, TellsManagedStaticTypesFrom312On) {
  for (PyTypeObject* type : {&PyLong_Type, &PyType_Type, &PyDict_Type}) {
    EXPECT_EQ(cpython::IsManagedStaticType(reinterpret_cast<PyObject*>(type)),
              cpython::AtLeast(3, 12));
  }
  EXPECT_EQ(cpython::IsManagedStaticType(PyExc_ValueError), cpython::AtLeast(3, 12));
  EXPECT_FALSE(cpython::IsManagedStaticType(Eval("type('T', (), {})").get()));
}

TEST(CpythonApiTest, KnowsWhatNoImportMakes) {
  for (const char* name : {"builtins", "sys"}) EXPECT_TRUE(cpython::IsMadeByRuntimeAlone(name));
  for (const char* name : {"_imp", "gc", "json", "no_such_module"})
    EXPECT_FALSE(cpython::IsMadeByRuntimeAlone(name)) << name;
}

TEST(CpythonApiTest, FindsTheImageOfTheRuntime) {
  EXPECT_TRUE(InImage(&PyType_Type));
  EXPECT_TRUE(InImage(Py_None));
  EXPECT_TRUE(InImage(PyExc_ValueError));
  EXPECT_FALSE(InImage(Eval("[]").get()));
  EXPECT_FALSE(InImage(Eval("type('T', (), {})").get()));
  static int here = 0;
  EXPECT_FALSE(InImage(&here)) << "an extension's own storage is not the runtime's";
  int local = 0;
  EXPECT_FALSE(InImage(&local));
}

// An arena is mapped at once and touched as objects come.
TEST(CpythonApiTest, CountsOfArenasWhatIsResident) {
  const nlohmann::json counted = AskInChild([]() -> nlohmann::json {
    cpython::CountArenas();
    const Reference kept = Eval("[[] for _ in range(100_000)]");
    const std::int64_t resident = cpython::ResidentArenaBytes(), mapped = cpython::ArenaBytes();
    const Reference more = Eval("[[] for _ in range(4_000)]");
    return {{"resident", resident},
            {"mapped", mapped},
            {"added", cpython::ResidentArenaBytes() - resident}};
  });
  EXPECT_GT(counted["resident"], 100'000 * 48) << counted;
  EXPECT_LE(counted["resident"], counted["mapped"]) << counted;
  // The arena that was begun last; and of each, a pool (16 KiB of 1 MiB), where it does not begin
  // at a multiple of a pool's size (obmalloc.c, new_arena).
  const auto mapped = counted["mapped"].get<std::int64_t>();
  EXPECT_LE(mapped - counted["resident"].get<std::int64_t>(), (1 << 20) + mapped / 64) << counted;
  EXPECT_GE(counted["added"], 0) << counted;
  EXPECT_LT(counted["added"], 1 << 20) << "4,000 lists do not fill an arena: " << counted;
}

TEST(CpythonApiTest, ReadsTheHooksOfTheRuntime) {
  const auto hooks = cpython::RuntimeHooks();
  ASSERT_EQ(hooks.size(), 5U) << "two hooks, and the allocators of three domains";
  EXPECT_EQ(hooks.front().first, "PyOS_InputHook");
  EXPECT_EQ(hooks.back().first, "allocator of the object domain");
  EXPECT_NE(hooks.back().second, 0U);
  const auto hook = PyOS_InputHook;
  PyOS_InputHook = [] { return 0; };
  EXPECT_NE(cpython::RuntimeHooks().front(), hooks.front());
  PyOS_InputHook = hook;
  EXPECT_EQ(cpython::RuntimeHooks(), hooks);
}

}  // namespace
}  // namespace isograde
