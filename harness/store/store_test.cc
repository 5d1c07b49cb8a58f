#include "store/store.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "store/store_files.h"
#include "testing/temporary_folder.h"

namespace isograde {
namespace {

constexpr const char* kOptions = "3 interpreters";
const Target kTarget{.name = "thing", .kind = TargetKind::kExtension, .file = "/thing.so"};

Record Complete(const std::string& output) {
  Record record;
  record.ending = Ending::kComplete;
  record.output = output;
  return record;
}

Record Crashed() {
  Record record;
  record.ending = Ending::kSignalled;
  record.signal = 11;
  return record;
}

class StoreTest : public testing::Test {
 protected:
  // As another run has it, which has found out that nothing has changed.
  Store Again(const std::string& contents = "{\"files\": []}") {
    Store store(folder_.path().string());
    store.Begin("thing", kTarget, contents);
    return store;
  }

  std::string FileOf(const std::string& kind) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder_.path())) {
      const std::string path = file.path().string();
      if (path.find("." + kind) != std::string::npos) return path;
    }
    return {};
  }

  TemporaryFolder folder_;
};

TEST_F(StoreTest, GivesBackWhatWasKept) {
  Again().Keep("thing", kOptions, {{"thing//alone", Complete("hello")}});
  const auto records = Again().RecordsOf("thing", kOptions);
  ASSERT_TRUE(records.contains("thing//alone"));
  EXPECT_EQ(records.at("thing//alone").output, "hello");
  EXPECT_TRUE(records.at("thing//alone").complete());
}

TEST_F(StoreTest, GivesNothingOfOtherContentsOrOptions) {
  Again().Keep("thing", kOptions, {{"thing//alone", Complete("")}});
  EXPECT_TRUE(Again("{\"files\": [1]}").RecordsOf("thing", kOptions).empty());
  EXPECT_TRUE(Again().RecordsOf("thing", "4 interpreters").empty());
  EXPECT_TRUE(Store(folder_.path().string()).RecordsOf("thing", kOptions).empty());
}

TEST_F(StoreTest, KeepsACrashWhateverCameAfter) {
  Again().Keep("thing", kOptions, {{"thing//alone", Complete("")}});
  Again().Keep("thing", kOptions, {{"thing//alone", Crashed()}});
  Again().Keep("thing", kOptions, {{"thing//alone", Complete("")}});
  EXPECT_EQ(Again().RecordsOf("thing", kOptions).at("thing//alone").signal, 11);
}

TEST_F(StoreTest, ReadsNothingOfADamagedFile) {
  Again().Keep("thing", kOptions, {{"thing//alone", Complete("hello")}});
  const std::string path = FileOf("records");
  ASSERT_FALSE(path.empty());
  const auto size = std::filesystem::file_size(path);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(size) - 3);
  file.put('!');
  file.close();
  EXPECT_TRUE(Again().RecordsOf("thing", kOptions).empty());
  std::filesystem::resize_file(path, size / 2);
  EXPECT_TRUE(Again().RecordsOf("thing", kOptions).empty());
}

TEST_F(StoreTest, SaysWhyItCannotKeep) {
  std::ofstream(folder_.path().string() + "/1") << "a file where a folder should be";
  Store store = Again();
  store.Keep("thing", kOptions, {{"thing//alone", Complete("")}});
  EXPECT_NE(store.problem().find("cannot be written: "), std::string::npos) << store.problem();
}

TEST_F(StoreTest, TellsWhatItHasOfAName) {
  Store store = Again();
  store.KeepReport("thing", kOptions, {{"version", "1.0"}});
  EXPECT_EQ(store.ReportOf("thing", kOptions)->at("version"), "1.0");
  EXPECT_FALSE(store.ReportOf("thing", "others"));
  EXPECT_EQ(Store(folder_.path().string()).ReportsOf("thing").size(), 1U);
  EXPECT_TRUE(Store(folder_.path().string()).ReportsOf("another").empty());
}

TEST_F(StoreTest, IsPrunedOfWhatIsOldAndOfNothingElse) {
  Again().Keep("thing", kOptions, {{"thing//alone", Complete("")}});
  std::ofstream(folder_.path().string() + "/mine") << "not isograde's";
  EXPECT_EQ(PruneStore(folder_.path().string(), 30).files, 0U);
  EXPECT_EQ(SizeOfStore(folder_.path().string()).targets, 1U);
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(24 * 31);
  std::filesystem::last_write_time(FileOf("records"), old);
  EXPECT_EQ(PruneStore(folder_.path().string(), 30).files, 1U);
  EXPECT_EQ(PruneStore(folder_.path().string(), 0).files, 1U);
  EXPECT_EQ(SizeOfStore(folder_.path().string()).files, 0U);
  EXPECT_TRUE(std::filesystem::exists(folder_.path().string() + "/mine"));
}

TEST(StoreWithoutAFolderTest, KeepsNothing) {
  Store store;
  store.Begin("thing", kTarget, "{}");
  store.Keep("thing", kOptions, {{"thing//alone", Complete("")}});
  EXPECT_FALSE(store);
  EXPECT_FALSE(store.Holds("thing"));
  EXPECT_TRUE(store.problem().empty());
}

}  // namespace
}  // namespace isograde
