#pragma once

#include <sys/types.h>

#include <functional>
#include <vector>

#include "sandbox/descriptor.h"
#include "suites/concurrency/scaling.h"

namespace isograde {

/// Processes that measure the same thing at the same time, again and again. They are forked when it
/// is made: in the main interpreter, with no other alive and no other thread. Ended with it.
class ProcessCrew {
 public:
  using Measure = std::function<Pace()>;

  /// In each process, `prepare` is called once and gives what is measured there. Throws
  /// HarnessError where the system refuses.
  ProcessCrew(int count, const std::function<Measure()>& prepare);
  ~ProcessCrew();
  ProcessCrew(const ProcessCrew&) = delete;
  ProcessCrew& operator=(const ProcessCrew&) = delete;

  /// What each of them measures, all at once; nothing of one that has ended. Waits: the caller must
  /// not hold a GIL that anyone needs.
  std::vector<Pace> AllAtOnce() const;

 private:
  struct Process {
    pid_t pid = -1;
    Descriptor line;  ///< a byte asks, a Pace answers
  };
  std::vector<Process> processes_;
};

}  // namespace isograde
