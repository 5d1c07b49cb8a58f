#pragma once

#include <deque>
#include <span>
#include <string>

#include "checklist/subject.h"
#include "sandbox/channel.h"
#include "suites/experiments/seat.h"
#include "suites/state/static_recorder.h"

namespace isograde {

/// The static variables of a target through an experiment: those of a module, or of each member of
/// a distribution and, as its own, of its libraries that are no modules. As StaticRecorder
/// otherwise.
class MemberStatics {
 public:
  MemberStatics(const Subject& subject, bool wanted, Channel& channel);

  void Open();
  void Note(const Seat& seat, StaticPhase phase);
  void Tell(std::span<const Seat> seats);
  void NoteEnd(int interpreter);

 private:
  const Subject& subject_;
  Channel& channel_;
  std::deque<StaticRecorder> recorders_;  ///< one for each that EachMember has
  std::deque<StaticRecorder> libraries_;  ///< of a distribution: one
};

}  // namespace isograde
