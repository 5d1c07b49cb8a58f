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
  int attempts() const { return confining_.get(); }
  pid_t pid() const { return pid_; }
  /// Until when it may go on, as of the last Check().
  std::chrono::steady_clock::time_point deadline() const { return deadline_; }
  /// Whether it waits, and has used no CPU for a while: others may run meanwhile. As of the last
  /// Check().
  bool idle() const { return idle_; }

  /// Reads what there is without blocking.
  void ReadResults();
  void ReadOutput();
  /// Lets fail what the child is waiting for, as it may not do it (see FilterSystemCalls). `last`:
  /// nobody is left that could try, which the kernel tells while the child still lives, and again
  /// with each poll.
  void AnswerAttempts(bool last = false);
  /// In a child just forked: closes what is another one's, and lets that alone.
  void Forget();
  /// Reads the stacks of one that has crashed or is past its deadline, and kills it; kills one that
  /// uses more of the machine than it may. To be called every few milliseconds.
  void Check();
  /// Call when `process()` is readable: reaps it, kills what it left behind, and returns what came
  /// out. `others`: the pids of children of this process that are still wanted.
  Record Finish(std::span<const pid_t> others = {});

 private:
  Child() = default;
  void Kill(Ending reason);
  void Examine(int thread);
  void Weigh(const std::vector<pid_t>& descendants, std::chrono::steady_clock::time_point now);
  void NoteUse(std::chrono::steady_clock::time_point now);
  void NoteProgress(std::chrono::steady_clock::time_point now);
  bool killed() const;
  void Abandon();

  pid_t pid_ = -1;
  Descriptor results_, output_, process_;
  Descriptor dump_;       ///< file in memory for the Python frames of a post-mortem
  Descriptor confining_;  ///< what it will tell of its confinement; then, of what it tries
  bool is_confined_ = false;
  StageBoard board_;
  FrameReader frames_;
  Record record_;
  Limits limits_;
  bool closing_seen_ = false;
  std::string scratch_;
  std::chrono::steady_clock::time_point started_, deadline_;
  std::chrono::steady_clock::time_point weigh_next_, look_into_scratch_next_;
  std::chrono::steady_clock::time_point got_on_;  ///< when stages_begun_ was last seen to grow
  std::uint32_t stages_begun_ = 0;
  std::chrono::nanoseconds cpu_used_{0};
  std::chrono::steady_clock::time_point last_used_;  ///< when cpu_used_ was last seen to grow
  bool idle_ = false;
};

}  // namespace isograde
