#pragma once

#include <sys/types.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/observation_kind.h"
#include "sandbox/stage_board.h"

namespace isograde {

/// The child's side of what it tells its parent: observations as length-prefixed JSON frames on a
/// pipe of its own, complete only with the closing one, and what it is doing on a StageBoard. Only
/// the process that opened it may speak: a copy of the child (a module that forks) leaves as soon
/// as it does. Any thread may call.
class Channel {
 public:
  /// Exit codes of a child whose pipe is gone, since the module closed it; and of one that has no
  /// memory left to go on with.
  static constexpr int kLostExitCode = 97;
  static constexpr int kNoMemoryExitCode = 98;
  /// Of one that could not take its pipe, before anything was loaded.
  static constexpr int kNotStartedExitCode = 96;

  /// `board` must outlive the channel.
  Channel(int descriptor, StageBoard& board);

  /// From now on only these stages, and stages::kNone, may begin.
  void Expect(std::vector<Stage> stages) { expected_ = std::move(stages); }

  /// Says what comes next, so that a crash can be told by what was going on. `interpreter`: 0 main,
  /// 1.. in order of creation. Throws HarnessError for a stage that is not expected.
  void Begin(const Stage& stage, int interpreter = -1, std::string_view detail = {});
  /// Says that a stage has been gone through, as far as it will be: what it is to show has been
  /// observed, even where there was nothing to do.
  void Finish(const Stage& stage);

  /// Sends one observation under the name of its type.
  template <typename T>
  void Observe(const T& observation) {
    static_cast<void>(internal::kIsRegistered<T>);
    nlohmann::json frame = {{"observation", T::kName}, {"data", observation}};
    if (!part_.empty()) frame["of"] = part_;
    Send(frame);
  }

  /// While it lives, what is observed and begun is of one part of what the experiment is about, by
  /// name. On the child's only thread.
  class About {
   public:
    About(Channel& channel, std::string part)
        : channel_(channel), outer_(std::exchange(channel.part_, std::move(part))) {}
    ~About() { channel_.part_ = std::move(outer_); }
    About(const About&) = delete;
    About& operator=(const About&) = delete;

   private:
    Channel& channel_;
    std::string outer_;
  };

  void Send(const nlohmann::json& frame);
  void Close();

  /// Descriptors of the results and of the board for a program that this process is about to turn
  /// into by exec.
  int InheritableResults() const;
  int InheritableBoard() const;

 private:
  void LeaveUnlessOwner() const;

  int descriptor_;
  StageBoard& board_;
  pid_t owner_;
  std::vector<Stage> expected_;  ///< empty: any
  std::string part_;             ///< empty: the whole
  std::mutex sending_;
};

/// Cuts a byte stream into frames. The module that is observed may write to it as well as the
/// harness does: what is no frame, or is more than the harness ever sends, breaks the stream.
class FrameReader {
 public:
  static constexpr std::uint32_t kLongestFrame = 64U << 20;
  /// Of all frames together, bytes.
  static constexpr std::uint64_t kMostBytes = 512ULL << 20;
  static constexpr std::uint64_t kMostFrames = 1ULL << 20;
  /// Arrays and objects in each other.
  static constexpr int kDeepest = 64;

  void Append(const char* data, std::size_t size);
  /// The next whole frame, or a discarded value. Throws HarnessError where the stream cannot be
  /// frames.
  nlohmann::json Next();

 private:
  std::string buffer_;
  std::size_t read_ = 0;
  std::uint64_t bytes_ = 0, frames_ = 0;
};

}  // namespace isograde
