#include "target/stable_abi.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "testing/temporary_folder.h"

namespace isograde {
namespace {

namespace fs = std::filesystem;

void Write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
}

TEST(StableAbiTest, IsThatOfTheWheelThatInstalledIt) {
  const TemporaryFolder folder;
  const fs::path site = folder.path();
  Write(site / "other-1.dist-info" / "RECORD", "other/_fast.abi3.so,,\n");
  Write(site / "other-1.dist-info" / "WHEEL", "Tag: cp311-abi3-linux_x86_64\n");
  Write(site / "some-1.dist-info" / "RECORD",
        "some/__init__.py,,\nsome/_fast.abi3.so,sha256=x,1\n");
  Write(site / "some-1.dist-info" / "WHEEL",
        "Wheel-Version: 1.0\nTag: cp39-abi3-manylinux_2_17_x86_64\nTag: cp38-abi3-linux_x86_64\n");
  EXPECT_EQ(StableAbiFloor((site / "some" / "_fast.abi3.so").string()), "3.8");
  EXPECT_EQ(StableAbiFloor((site / "other" / "_fast.abi3.so").string()), "3.11");
}

TEST(StableAbiTest, IsNotKnownWithoutOne) {
  const TemporaryFolder folder;
  EXPECT_EQ(StableAbiFloor((fs::path(folder.path()) / "_fast.abi3.so").string()), "3");
}

TEST(StableAbiTest, IsNotThatOfOneCPython) {
  EXPECT_EQ(StableAbiFloor("/lib/_fast.cpython-313-x86_64-linux-gnu.so"), "");
}

}  // namespace
}  // namespace isograde
