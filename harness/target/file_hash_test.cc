#include "target/file_hash.h"

#include <gtest/gtest.h>

#include "testing/in_child.h"
#include "testing/temporary_folder.h"

namespace isograde {
namespace {

TEST(FileHashTest, IsSentForEachFileThatCanBeRead) {
  const TemporaryFolder folder;
  const std::string file = folder.Write("file", "abc"), missing = folder.path() / "missing",
                    empty = folder.Write("empty", "");
  const Record record = RunInChild([&](Channel& channel) {
    HashFiles({file, missing, empty}, channel);
  });
  ASSERT_TRUE(record.complete()) << record.harness_error;
  const auto hashes = record.All<FileHash>();
  ASSERT_EQ(hashes.size(), 2U);
  EXPECT_EQ(hashes[0].file, file);
  EXPECT_EQ(hashes[0].sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hashes[1].sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace isograde
