#include "suites/concurrency/scaling.h"

#include <algorithm>

namespace isograde {

ISOGRADE_JSON_FIELDS(Pace, per_second, core);
ISOGRADE_JSON_FIELDS(Throughput::Round, alone, processes, interpreters);
ISOGRADE_JSON_FIELDS(Throughput, workers, rounds);
namespace {

// Of what as many processes do at once. Below it, something is waited for or fought over.
constexpr double kScales = 0.6;
// Of what one interpreter does by itself, for each worker.
constexpr double kMostPlausible = 1.5;
// Of the wall time. Less than that, and the worker waited: for a core, or for something else.
constexpr double kHadACore = 0.75;

}  // namespace

std::optional<Pace> Together(std::span<const Pace> workers) {
  Pace sum{.core = 1};
  for (const Pace& worker : workers) {
    if (worker.per_second <= 0) return std::nullopt;
    sum.per_second += worker.per_second;
    sum.core = std::min(sum.core, worker.core);
  }
  return sum;
}

ScalingVotes CountVotes(const Throughput& seen) {
  ScalingVotes votes;
  for (const auto& [alone, processes, interpreters] : seen.rounds) {
    // Processes that do more than there are of them: the one interpreter was held up meanwhile.
    const double most = kMostPlausible * seen.workers * alone.per_second;
    if (processes.core < kHadACore || processes.per_second > most) {
      ++votes.without_room;
    } else if (interpreters.per_second < kScales * processes.per_second) {
      ++votes.against_it;
    } else {
      ++votes.for_it;
    }
  }
  return votes;
}

}  // namespace isograde
