#include "target/project_name.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "testing/mentions.h"
#include "testing/temporary_folder.h"

namespace isograde {
namespace {

class ProjectNameTest : public testing::Test {
 protected:
  ProjectName At(const char* below = "") const {
    return ProjectNameAt((folder_.path() / below).string());
  }
  TemporaryFolder folder_;
};

TEST_F(ProjectNameTest, IsThatOfTheNearestFile) {
  const std::string file = folder_.Write("pyproject.toml", "[project]\nname = 'My.Project'\n");
  std::filesystem::create_directories(folder_.path() / "src" / "deep");
  EXPECT_EQ(At("src/deep").name, "My.Project");
  EXPECT_EQ(At("src/deep").file, file);
  EXPECT_EQ(At().problem, "");
}

TEST_F(ProjectNameTest, IsFoundWhereOlderToolsHaveIt) {
  folder_.Write("pyproject.toml", "[tool.poetry]\nname = 'by-poetry'\n");
  EXPECT_EQ(At().name, "by-poetry");
  folder_.Write("pyproject.toml", "[tool.flit.metadata]\nmodule = 'by_flit'\n");
  EXPECT_EQ(At().name, "by_flit");
  folder_.Write("pyproject.toml", "[build-system]\nrequires = []\n");
  folder_.Write("setup.cfg",
                "[other]\nname = no\n[metadata]\ndescription = a\n  name = no\nname = by-setup \n");
  EXPECT_EQ(At().name, "by-setup");
}

TEST_F(ProjectNameTest, TellsWhyThereIsNone) {
  folder_.Write("pyproject.toml", "[build-system]\nrequires = []\n");
  EXPECT_TRUE(Mentions(At().problem, "`.` has no name"));
  folder_.Write("pyproject.toml", "[project\n");
  EXPECT_TRUE(Mentions(At().problem, "pyproject.toml:1"));
  folder_.Write("pyproject.toml", "[project]\nname = 7\n");
  EXPECT_TRUE(Mentions(At().problem, "`name`"));
}

}  // namespace
}  // namespace isograde
