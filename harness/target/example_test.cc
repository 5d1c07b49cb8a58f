#include "target/example.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "testing/temporary_folder.h"

namespace isograde {
namespace {

class ExampleTest : public testing::Test {
 protected:
  void Write(const std::string& kind, const std::string& name, const std::string& fails,
             const std::string& suffix = ".c") {
    const std::string path = kind + "/" + name + "/" + name;
    folder_.Write(path + suffix, "// " + name + "\n");
    folder_.Write(path + ".toml", "[expected]\nfails = [" + fails + "]\n");
  }
  std::optional<Example> Of(const std::string& check) { return ExampleOf(check, folder_.path()); }

  TemporaryFolder folder_;
};

TEST_F(ExampleTest, PrefersOneThatWasRepaired) {
  Write("violating", "a", R"("x/rule")");
  Write("violating", "b", R"("x/rule", "x/other")");
  Write("conforming", "b_repaired", "");
  const auto example = Of("x/rule");
  ASSERT_TRUE(example);
  EXPECT_EQ(example->before.name, "b");
  EXPECT_EQ(example->after.source, "// b_repaired\n");
}

TEST_F(ExampleTest, PrefersOneThatFailsNothingElse) {
  Write("violating", "a", R"("x/rule", "x/other")");
  Write("violating", "b", R"("x/rule")");
  EXPECT_EQ(Of("x/rule")->before.name, "b");
  EXPECT_EQ(Of("x/rule")->after.name, "");
}

TEST_F(ExampleTest, PrefersC) {
  Write("violating", "a", R"("x/rule")", ".cc");
  Write("violating", "b", R"("x/rule")");
  EXPECT_EQ(Of("x/rule")->before.name, "b");
}

TEST_F(ExampleTest, PrefersOneThatIsWholeInItsSource) {
  Write("violating", "a", R"("x/rule")");
  folder_.Write("violating/a/constants.c", "static PyObject* state;");
  Write("violating", "b", R"("x/rule", "x/other")");
  EXPECT_EQ(Of("x/rule")->before.name, "b");
}

TEST_F(ExampleTest, TakesTheTwinThatIsNamed) {
  Write("violating", "a", R"("x/rule"]
repaired = "other"
more = [)");
  Write("conforming", "other", "");
  EXPECT_EQ(Of("x/rule")->after.name, "other");
}

TEST_F(ExampleTest, HasNoneWhereNothingFails) {
  Write("violating", "a", R"("x/rule")");
  EXPECT_FALSE(Of("x/other"));
}

}  // namespace
}  // namespace isograde
