#pragma once

#include <sys/types.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/stage_board.h"

namespace isograde {

/// The child's side of what it tells its parent: observations as length-prefixed JSON frames on a
/// pipe of its own, complete only with the closing one, and what it is doing on a StageBoard. Only
/// the process that opened it may speak: a copy of the child (a module that forks) leaves as soon
/// as it does. Any thread may call.
class Channel {
 public:
  /// Exit code of a child whose pipe is gone: the module closed it.
  static constexpr int kLostExitCode = 97;

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
    Send({{"observation", T::kName}, {"data", observation}});
  }

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
  std::mutex sending_;
};

/// Cuts a byte stream into frames.
class FrameReader {
 public:
  /// A frame longer than this is not one of ours: the stream is broken.
  static constexpr std::uint32_t kLongestFrame = 64U << 20;

  void Append(const char* data, std::size_t size) { buffer_.append(data, size); }
  /// The next whole frame, or a discarded value. Throws HarnessError where the stream cannot be
  /// frames.
  nlohmann::json Next();

 private:
  std::string buffer_;
  std::size_t read_ = 0;
};

}  // namespace isograde
