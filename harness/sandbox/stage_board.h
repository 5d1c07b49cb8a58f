#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/descriptor.h"
#include "sandbox/position.h"

namespace isograde {

/// A signal that stopped a sandboxed child.
struct Fault {
  int signal = 0;  ///< 0: none
  int thread = 0;  ///< kernel's thread id
  std::uint64_t address = 0;
};

/// Memory that a sandboxed child shares with its parent, in which the child notes where it stands:
/// a few stores instead of a system call, and still there when the child is not. What a module
/// scribbles over it can make it wrong, but not unreadable. Move-only.
class StageBoard {
 public:
  /// Bytes of a detail that are kept.
  static constexpr std::size_t kLongestDetail = 115;
  /// Positions that are kept; of further ones only the last.
  static constexpr std::size_t kMostPositions = 8191;
  /// Stages gone through that are kept.
  static constexpr std::size_t kMostFinished = 64;

  /// Throws HarnessError where there is no memory.
  StageBoard();
  /// The board behind another one's descriptor(): for a program that a child turns into by exec.
  explicit StageBoard(int descriptor);
  StageBoard(StageBoard&& other) noexcept;
  StageBoard& operator=(StageBoard&&) = delete;
  ~StageBoard();

  /// Notes what begins. In the child, on any thread.
  void Begin(const Stage& stage, int interpreter, std::string_view detail);
  /// Notes that a stage has been gone through, and does not begin again. In the child.
  void Finish(const Stage& stage);
  /// Notes the first fatal signal. Async-signal-safe; false when there was one before.
  bool NoteFault(const Fault& fault);

  /// Notes that nothing more is to be expected of the child's own account (HoldOnCrash).
  /// Async-signal-safe.
  void NoteDumped();

  /// In the parent: all that was noted so far, in order; details cut to kLongestDetail bytes of
  /// whole characters, bytes that are no UTF-8 replaced.
  std::vector<Position> Positions() const;
  Fault fault() const;
  /// Ids of the stages that have been gone through.
  std::vector<std::string> Finished() const;
  std::uint32_t begun() const;  ///< how many positions have been noted
  bool dumped() const;

  /// Nothing may be asked of it any more, and nothing of this process's can reach it.
  void Forget();

  /// Of the shared memory; closed on exec.
  int descriptor() const { return memory_.get(); }

 private:
  struct Shared;
  void Map(int descriptor);

  Descriptor memory_;
  Shared* shared_ = nullptr;
};

}  // namespace isograde
