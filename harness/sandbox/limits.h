#pragma once

#include <chrono>
#include <cstdint>

namespace isograde {

/// Whether a child is confined (Confine): as far as that goes here, or nothing of it counts.
enum class Confining { kOff, kTry, kRequire };

/// What one sandboxed child may use.
struct Limits {
  static constexpr int kTimesInAll =
      10;  ///< `in_all` in terms of `time`, where nothing else is said

  /// Without beginning a stage (Channel::Begin): a slow machine, or a slow module, is no hang as
  /// long as it gets on.
  std::chrono::milliseconds time{30'000};
  /// From start to end. Where that is no longer than `time`, whoever is not done by then hangs.
  std::chrono::milliseconds in_all = kTimesInAll * std::chrono::milliseconds{30'000};
  /// Private writable memory of one process (RLIMIT_DATA), beyond what it is started with; and all
  /// memory of all that are alive at once, shared memory included (Usage).
  std::uint64_t memory_bytes = 2ULL << 30;
  std::uint64_t output_bytes = 1ULL
                               << 20;  ///< stdout and stderr together; past it the child is killed
  int processes = 64;                  ///< children, their children and so on, alive at once
  int threads = 1000;                  ///< of all processes together
  std::uint64_t scratch_bytes = 1ULL << 30;  ///< in its scratch folder, on the disk
  int scratch_files = 20'000;                ///< there, folders included
  std::uint64_t file_bytes = 256ULL << 20;   ///< largest file that it may write (RLIMIT_FSIZE)
  Confining confining = Confining::kTry;
};

}  // namespace isograde
