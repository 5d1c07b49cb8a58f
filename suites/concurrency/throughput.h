#pragma once

#include <vector>

#include "checklist/effort.h"
#include "sandbox/channel.h"
#include "suites/concurrency/crew.h"
#include "suites/experiments/seat.h"
#include "suites/experiments/subject.h"
#include "suites/loading/import_stage.h"

namespace isograde {

/// Measures how often the recipe's exercise runs per second of wall time: in one interpreter, in as
/// many own-GIL interpreters at once as there are cores (and interpreters), and in as many
/// processes at once.
class ThroughputClock {
 public:
  ThroughputClock(const Subject& subject, const Effort& effort);

  int workers() const { return workers_; }

  /// In processes forked for it. In the main interpreter, with no other alive.
  void RunProcesses(const ImportStage& import);
  /// In interpreters: on every thread of a crew, by its index, attached to main.
  void RunInterpreters(int index, const Seat& seat, bool usable, Gate& gate);
  /// Tells what was measured; nothing where the target could not be exercised.
  void Tell(Channel& channel) const;

 private:
  double PerSecond(const Seat& seat) const;

  const Subject& subject_;
  int workers_;
  double alone_ = 0;
  double processes_ = 0;
  double interpreters_ = 0;
  std::vector<double> rates_;  ///< of the try that is under way, by worker
  bool again_ = false;         ///< written by worker 0, between gates
};

}  // namespace isograde
