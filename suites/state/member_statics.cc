#include "suites/state/member_statics.h"

#include "suites/experiments/members.h"

namespace isograde {

MemberStatics::MemberStatics(const Subject& subject, bool wanted, Channel& channel)
    : subject_(subject), channel_(channel) {
  EachMember(subject, {}, channel, [&](const Subject& one, std::span<const Seat>) {
    recorders_.emplace_back(one, wanted, channel);
  });
  if (subject.target.kind == TargetKind::kDistribution)
    libraries_.emplace_back(subject, wanted, channel);
}

void MemberStatics::Open() {
  for (StaticRecorder& recorder : recorders_) recorder.Open();
  for (StaticRecorder& recorder : libraries_) recorder.Open();
}

void MemberStatics::Note(const Seat& seat, StaticPhase phase) {
  StaticRecorder::Stock stock;
  auto recorder = recorders_.begin();
  EachMember(subject_, {&seat, 1}, channel_, [&](const Subject&, std::span<const Seat> seats) {
    (recorder++)->Note(seats.front(), phase, stock);
  });
  for (StaticRecorder& libraries : libraries_) libraries.Note(seat, phase, stock);
}

void MemberStatics::Tell(std::span<const Seat> seats) {
  StaticRecorder::Stock stock;
  auto recorder = recorders_.begin();
  EachMember(subject_, seats, channel_,
             [&](const Subject&, std::span<const Seat> own) { (recorder++)->Tell(own, stock); });
  for (StaticRecorder& libraries : libraries_) libraries.Tell(seats, stock);
}

void MemberStatics::NoteEnd(int interpreter) {
  auto recorder = recorders_.begin();
  EachMember(subject_, {}, channel_,
             [&](const Subject&, std::span<const Seat>) { (recorder++)->NoteEnd(interpreter); });
  for (StaticRecorder& libraries : libraries_) libraries.NoteEnd(interpreter);
}

}  // namespace isograde
