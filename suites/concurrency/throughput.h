#pragma once

#include <memory>
#include <vector>

#include "checklist/effort.h"
#include "checklist/subject.h"
#include "sandbox/channel.h"
#include "suites/concurrency/crew.h"
#include "suites/concurrency/process_crew.h"
#include "suites/concurrency/scaling.h"
#include "suites/experiments/seat.h"
#include "suites/loading/import_recorder.h"

namespace isograde {

/// Measures how fast the recipe's exercise runs: in one interpreter, in as many own-GIL
/// interpreters at once as there are cores (and interpreters), and in as many processes at once.
/// The three take turns, so that what else the machine does hits all alike, until the answer is
/// clear.
class ThroughputClock {
 public:
  /// In the main interpreter, with no other alive: forks the processes.
  ThroughputClock(const Subject& subject, const Effort& effort, const ImportRecorder& import);

  /// On every thread of a crew, by its index, attached to main.
  void Run(int index, const Seat& seat, bool usable, Gate& gate);
  /// Tells what was measured; nothing where the target could not be exercised.
  void Tell(Channel& channel) const;

 private:
  Pace PaceIn(const Seat& seat) const;
  /// After every worker has measured. Whether another round is needed.
  bool NoteRound(const Pace& alone, std::span<const Pace> processes);

  const Subject& subject_;
  Throughput seen_;
  std::unique_ptr<ProcessCrew> processes_;  ///< none where there is nothing to exercise
  std::vector<Pace> interpreters_;          ///< of the round that is under way, by worker
  bool again_ = false;                      ///< written by worker 0, between gates
};

}  // namespace isograde
