#include "sandbox/channel.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace isograde {
namespace {

// Of JSON, whole or not.
bool IsDeeperThan(int most, const char* text, std::size_t size) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < size; ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > most) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

}  // namespace

Channel::Channel(int descriptor, StageBoard& board)
    : descriptor_(descriptor), board_(board), owner_(getpid()) {}

void Channel::LeaveUnlessOwner() const {
  if (getpid() != owner_) _exit(0);
}

void Channel::Begin(const Stage& stage, int interpreter, std::string_view detail) {
  LeaveUnlessOwner();
  // Nobody would answer for what breaks in it.
  if (!expected_.empty() && stage != stages::kNone &&
      std::find(expected_.begin(), expected_.end(), stage) == expected_.end())
    throw HarnessError("the experiment does not declare its stage " + std::string(stage.id));
  if (part_.empty()) {
    board_.Begin(stage, interpreter, detail);
  } else {
    board_.Begin(stage, interpreter, detail.empty() ? part_ : fmt::format("{}: {}", part_, detail));
  }
}

void Channel::Finish(const Stage& stage) {
  LeaveUnlessOwner();
  board_.Finish(stage);
}

void Channel::Send(const nlohmann::json& frame) {
  LeaveUnlessOwner();
  const std::lock_guard<std::mutex> alone(sending_);
  const std::string body = frame.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  const auto length = static_cast<std::uint32_t>(body.size());
  std::string bytes(sizeof length, '\0');
  std::memcpy(bytes.data(), &length, sizeof length);
  bytes += body;
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t written = write(descriptor_, bytes.data() + sent, bytes.size() - sent);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) _exit(kLostExitCode);
    sent += static_cast<std::size_t>(written);
  }
}

int Channel::InheritableResults() const { return fcntl(descriptor_, F_DUPFD, descriptor_); }

int Channel::InheritableBoard() const { return fcntl(board_.descriptor(), F_DUPFD, descriptor_); }

void Channel::Close() { Send({{"closing", true}}); }

void FrameReader::Append(const char* data, std::size_t size) {
  bytes_ += size;
  if (bytes_ <= kMostBytes) buffer_.append(data, size);
}

nlohmann::json FrameReader::Next() {
  if (bytes_ > kMostBytes || frames_ > kMostFrames)
    throw HarnessError("the result channel carries more than any experiment sends");
  std::uint32_t length = 0;
  const std::size_t available = buffer_.size() - read_;
  if (available < sizeof length) return nlohmann::json::value_t::discarded;
  std::memcpy(&length, buffer_.data() + read_, sizeof length);
  if (length > kLongestFrame)
    throw HarnessError("the result channel carries something that is no frame");
  if (available < sizeof length + length) return nlohmann::json::value_t::discarded;
  const char* const body = buffer_.data() + read_ + sizeof length;
  if (IsDeeperThan(kDeepest, body, length))
    throw HarnessError("the result channel carries a frame that is nested too deep");
  ++frames_;
  nlohmann::json frame = nlohmann::json::parse(body, body + length, nullptr, false);
  if (frame.is_discarded() || !frame.is_object()) {
    throw HarnessError("the result channel carries a frame that is no JSON object");
  }
  read_ += sizeof length + length;
  if (read_ == buffer_.size()) {
    buffer_.clear();
    read_ = 0;
  }
  return frame;
}

}  // namespace isograde
