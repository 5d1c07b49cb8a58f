#include "suites/experiments/looks.h"

#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/members.h"
#include "suites/identity/probe_recorders.h"
#include "suites/identity/share_recorder.h"

namespace isograde {

void WalkObjects(const Subject& subject, std::span<const Seat> seats, Channel& channel,
                 const Stage& stage) {
  EachMember(subject, seats, channel, [&](const Subject& one, std::span<const Seat> own) {
    RecordSharing(one, own, channel, stage);
  });
  channel.Finish(stage);
}

void MatchExceptions(const Subject& subject, std::span<const Seat> seats, Channel& channel) {
  EachMember(subject, seats, channel, [&](const Subject& one, std::span<const Seat> own) {
    RecordMatches(one, own, channel);
  });
  channel.Finish(stages::kMatch);
}

void LookAtObjects(const Subject& subject, std::span<const Seat> seats, Channel& channel) {
  WalkObjects(subject, seats, channel, stages::kWalk);
  EachMember(subject, seats, channel, [&](const Subject& one, std::span<const Seat> own) {
    RecordAttributes(one.target.name, own, channel);
  });
  channel.Finish(stages::kAttributes);
  EachMember(subject, seats, channel, [&](const Subject& one, std::span<const Seat> own) {
    RecordSubclasses(one.target.name, own, channel);
  });
  channel.Finish(stages::kSubclass);
}

}  // namespace isograde
