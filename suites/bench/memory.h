#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace isograde {

/// Memory of one or more processes, in bytes, as the kernel counts it (/proc/PID/smaps_rollup). Not
/// a number where that of this process cannot be read.
struct MemoryInUse {
  double pss = 0;            ///< proportional set size: shared pages by their share
  double private_dirty = 0;  ///< pages that are its own alone, and written to
};

/// Of this process, after malloc has given back what it keeps for later: an interpreter that begins
/// in that would seem to take less.
MemoryInUse OwnMemory();
/// Of all processes between which pages move when this one starts another: this one, all below it,
/// and those above it that run the same program. A copy of this process takes shares of pages over
/// from the one that this one was itself copied from.
MemoryInUse MemoryOfFamily();
/// The number behind a word in a file of lines "Word:   number kB"; 0 where there is none.
double NumberIn(const std::string& path, const std::string& word);

/// Touches what so many interpreters take, and gives it back: what is timed then finds it as it
/// finds files in the cache. In a virtual machine a page that its host has to provide first took 3
/// to 20 us, one that was there 2: of an interpreter that takes 600, more than half. At most 256
/// MiB, and half of what is to be had.
void WarmMemory(std::int64_t interpreters);

/// What a page costs that the machine gives for the first time, as a C loop has it that touches
/// some.
///
/// It is a control: in a virtual machine whose host provides memory only when it is touched, a page
/// took 10 us instead of 1 from some gigabyte on, which doubled what an interpreter took.
///
/// One mapping from the start: from 3.14 on, creating an interpreter in the main thread takes
/// longer with every mapping of the process, since it asks for the thread's stack, which glibc's
/// pthread_getattr_np() looks up in /proc/self/maps (12 us more for each one).
class NewPages {
 public:
  explicit NewPages(int times);
  ~NewPages();
  NewPages(const NewPages&) = delete;
  NewPages& operator=(const NewPages&) = delete;

  /// Touches some more, which stay until the end; seconds for each, 0 if there are none.
  double SecondsForOne();
  double taken_bytes() const { return static_cast<double>(taken_); }

 private:
  std::size_t size_ = 0;
  char* begin_ = nullptr;
  std::size_t taken_ = 0;
};

}  // namespace isograde
