#include "sandbox/channel.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>

#include "base/error.h"
#include "sandbox/descriptor.h"
#include "testing/in_child.h"
#include "testing/stages.h"

namespace isograde {
namespace {

std::string Frame(const std::string& body) {
  const auto length = static_cast<std::uint32_t>(body.size());
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  return bytes + body;
}

void Append(FrameReader& reader, const std::string& bytes) {
  reader.Append(bytes.data(), bytes.size());
}

TEST(FrameReaderTest, HasNothingBeforeAnythingArrived) {
  FrameReader reader;
  EXPECT_TRUE(reader.Next().is_discarded());
}

TEST(FrameReaderTest, WaitsForTheRestOfASplitFrame) {
  const std::string bytes = Frame(R"({"value": 7})");
  FrameReader reader;
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    Append(reader, bytes.substr(i, 1));
    ASSERT_TRUE(reader.Next().is_discarded()) << "after byte " << i;
  }
  Append(reader, bytes.substr(bytes.size() - 1));
  EXPECT_EQ(reader.Next(), nlohmann::json({{"value", 7}}));
  EXPECT_TRUE(reader.Next().is_discarded());
}

TEST(FrameReaderTest, CutsSeveralFramesOutOfOneRead) {
  FrameReader reader;
  const std::string third = Frame(R"({"value": 3})");
  Append(reader, Frame(R"({"value": 1})") + Frame(R"({"value": 2})") + third.substr(0, 6));
  EXPECT_EQ(reader.Next()["value"], 1);
  EXPECT_EQ(reader.Next()["value"], 2);
  EXPECT_TRUE(reader.Next().is_discarded());
  Append(reader, third.substr(6));
  EXPECT_EQ(reader.Next()["value"], 3);
}

TEST(FrameReaderTest, TakesAFrameOfTheGreatestLength) {
  FrameReader reader;
  Append(reader,
         Frame("{\"text\": \"" + std::string(FrameReader::kLongestFrame - 12, 'x') + "\"}"));
  EXPECT_EQ(reader.Next()["text"].get<std::string>().size(), FrameReader::kLongestFrame - 12);
}

TEST(FrameReaderTest, RefusesALengthThatNoFrameHas) {
  const std::uint32_t length = FrameReader::kLongestFrame + 1;
  FrameReader reader;
  reader.Append(reinterpret_cast<const char*>(&length), sizeof length);
  EXPECT_THROW(reader.Next(), HarnessError);
}

TEST(FrameReaderTest, RefusesWhatIsNoJson) {
  FrameReader reader;
  Append(reader, Frame("no json"));
  EXPECT_THROW(reader.Next(), HarnessError);
}

TEST(FrameReaderTest, RefusesJsonThatIsNoObject) {
  for (const char* body : {"[1, 2]", "7", "null", "\"text\""}) {
    FrameReader reader;
    Append(reader, Frame(body));
    EXPECT_THROW(reader.Next(), HarnessError) << body;
  }
}

TEST(FrameReaderTest, RefusesAnEmptyFrame) {
  FrameReader reader;
  Append(reader, Frame(""));
  EXPECT_THROW(reader.Next(), HarnessError);
}

struct Pipe {
  Pipe() {
    int ends[2];
    if (pipe(ends) != 0) throw HarnessError("no pipe");
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
  }
  FrameReader Read() const {
    char block[65536];
    const ssize_t size = ::read(read.get(), block, sizeof block);
    FrameReader reader;
    reader.Append(block, static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    return reader;
  }
  Descriptor read, write;
};

TEST(ChannelTest, WritesFramesThatTheReaderReads) {
  const Pipe pipe;
  StageBoard board;
  Channel channel(pipe.write.get(), board);
  channel.Begin(stages::kImport, 2, "detail");
  channel.Observe(Note{"text"});
  channel.Close();

  FrameReader reader = pipe.Read();
  EXPECT_EQ(reader.Next(), nlohmann::json({{"observation", "note"}, {"data", "text"}}));
  EXPECT_EQ(reader.Next(), nlohmann::json({{"closing", true}}));
  ASSERT_EQ(board.Positions().size(), 1U);
  EXPECT_TRUE(board.Positions()[0].Is(stages::kImport));
}

TEST(ChannelTest, ReplacesBytesThatAreNoUtf8) {
  const Pipe pipe;
  StageBoard board;
  Channel(pipe.write.get(), board).Observe(Note{"a\xff"});
  EXPECT_EQ(pipe.Read().Next()["data"], "a\xef\xbf\xbd");
}

}  // namespace
}  // namespace isograde
