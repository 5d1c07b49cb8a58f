#include "suites/experiments/members.h"

#include <algorithm>
#include <vector>

namespace isograde {
namespace {

Seat SeatOf(const Seat& seat, std::size_t member) {
  Seat own{.index = seat.index, .interpreter = seat.interpreter};
  own.before_import = seat.before_import;
  if (member >= seat.members.size() || !seat.members[member]) return own;
  own.module = seat.members[member];
  std::vector<PyObject*> others;
  std::copy_if(seat.members.begin(), seat.members.end(), std::back_inserter(others),
               [&](PyObject* other) { return other && other != own.module; });
  own.foreign = seat.interpreter->Run([&] { return seat.foreign.And(others); });
  return own;
}

}  // namespace

void EachMember(const Subject& subject, std::span<const Seat> seats, Channel& channel,
                const std::function<void(const Subject&, std::span<const Seat>)>& record) {
  if (subject.target.kind != TargetKind::kDistribution) return record(subject, seats);
  const std::vector<Target> members = LoadedMembers(subject.target);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const Channel::About about(channel, members[i].name);
    std::vector<Seat> own;
    for (const Seat& seat : seats) own.push_back(SeatOf(seat, i));
    record({.target = members[i], .recipe = {}}, own);
  }
}

}  // namespace isograde
