#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <span>
#include <string>

#include "sandbox/channel.h"
#include "sandbox/descriptor.h"
#include "sandbox/limits.h"
#include "sandbox/record.h"

namespace isograde {

/// A forked copy of the hosting Python that runs one experiment and leaves with _exit: own process
/// group, limits, stdin from /dev/null, output captured, a scratch working directory, killed with
/// its parent. Move-only. To be started from the process's only thread, attached to the main
/// interpreter, with no other interpreter alive (a child of an own-GIL interpreter hangs or
/// aborts). The destructor kills the whole process group and removes the scratch directory.
class Child {
 public:
  using Body = std::function<void(Channel&)>;

  /// Forks. `scratch`: a directory of its own that does not exist yet. Throws HarnessError where
  /// the system refuses.
  static Child Start(const Body& body, const Limits& limits, std::string scratch);

  Child(Child&&) noexcept;
  Child& operator=(Child&&) = delete;
  ~Child();

  /// Descriptors to poll for reading; -1 when closed.
  int results() const { return results_.get(); }
  int output() const { return output_.get(); }
  int process() const { return process_.get(); }  ///< a pidfd: readable once the child has ended
  pid_t pid() const { return pid_; }
  /// Until when it may go on, as of the last Check().
  std::chrono::steady_clock::time_point deadline() const { return deadline_; }
  /// Whether it waits, and has used no CPU for a while: others may run meanwhile. As of the last
  /// Check().
  bool idle() const { return idle_; }

  /// Reads what there is without blocking.
  void ReadResults();
  void ReadOutput();
  /// Reads the stacks of one that has crashed or is past its deadline, and kills it; kills one that
  /// has started too many processes. To be called every few milliseconds.
  void Check();
  /// Call when `process()` is readable: reaps it, kills what it left behind, and returns what came
  /// out. `others`: the pids of children of this process that are still wanted.
  Record Finish(std::span<const pid_t> others = {});

 private:
  Child() = default;
  void Kill(Ending reason);
  void Examine(int thread);
  void NoteUse(std::chrono::steady_clock::time_point now);
  void NoteProgress(std::chrono::steady_clock::time_point now);
  bool killed() const;
  void Abandon();

  pid_t pid_ = -1;
  Descriptor results_, output_, process_;
  Descriptor dump_;  ///< file in memory for the Python frames of a post-mortem
  StageBoard board_;
  FrameReader frames_;
  Record record_;
  Limits limits_;
  bool closing_seen_ = false;
  std::string scratch_;
  std::chrono::steady_clock::time_point started_, deadline_;
  std::chrono::steady_clock::time_point got_on_;  ///< when stages_begun_ was last seen to grow
  std::uint32_t stages_begun_ = 0;
  std::chrono::nanoseconds cpu_used_{0};
  std::chrono::steady_clock::time_point last_used_;  ///< when cpu_used_ was last seen to grow
  bool idle_ = false;
};

}  // namespace isograde
