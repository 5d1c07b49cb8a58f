#include <fmt/format.h>

#include "base/statistics.h"
#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "suites/concurrency/parallel_experiments.h"
#include "suites/concurrency/scaling.h"

namespace isograde {
namespace {

Finding JudgeScaling(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  const Record* record = seen.Of(experiments::kParallelUse);
  const auto rate = record ? record->First<Throughput>() : std::nullopt;
  if (!rate) return NotApplicable("its use in several interpreters at once was not timed");
  if (rate->workers < 2) return NotApplicable("there is one core only");
  const auto median = [&](auto&& of_round) {
    std::vector<double> numbers;
    for (const Throughput::Round& round : rate->rounds) numbers.push_back(of_round(round));
    return Median(std::move(numbers));
  };
  using Round = Throughput::Round;
  const double alone = median([](const Round& round) { return round.alone.per_second; });
  const double processes = median([](const Round& round) { return round.processes.per_second; });
  const double together = median([](const Round& round) { return round.interpreters.per_second; });
  const std::string told = fmt::format(
      "{} interpreters at once did {:.2f} times the work of one, {} processes {:.2f} times "
      "(medians of {} rounds)",
      rate->workers, together / alone, rate->workers, processes / alone, rate->rounds.size());
  const ScalingVotes votes = CountVotes(*rate);
  if (votes.scales()) return Pass(told);
  if (votes.does_not_scale()) return Fail(told);
  return Inconclusive(
      fmt::format("{}; {} rounds for it, {} against, {} in which processes did not have a core "
                  "each, or did more than they can: the "
                  "machine is busy with other things, or the exercise waits for something",
                  told, votes.for_it, votes.against_it, votes.without_room));
}

ISOGRADE_CHECK(
    {.id = "concurrency/parallel-use-scales",
     .level = StateLevel::kProcess,
     .belongs = StateLevel::kModule,
     .severity = Severity::kNote,
     .claim = "Several interpreters with a GIL of their own do as much work at once as "
              "as many processes: not scaling is evidence of something shared.",
     .rationale = "https://peps.python.org/pep-0684/",
     .remedy = "Look for locks, atomics, and objects shared between interpreters whose "
               "reference counts are fought over, such as types kept in static variables.",
     .remedy_in_python = "Look for files and sockets that all wait for, and grade the extension "
                         "modules that it uses.",
     .experiments = {experiments::kParallelUse},
     .stages = {stages::kParallelUse},
     .judge = JudgeScaling,
     .configs = {InterpreterConfig::kIsolated},
     .repeats = true});

}  // namespace
}  // namespace isograde
