#include <fmt/format.h>

#include "checklist/check.h"
#include "suites/concurrency/parallel_experiments.h"
#include "suites/loading/outcomes.h"

namespace isograde {
namespace {

// Of what as many processes do at once. Below it, something is waited for or fought over; the
// measurement itself scatters by about 20 %.
constexpr double kScales = 0.6;

Finding JudgeScaling(const Observations& seen) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  const Record* record = seen.Of(Experiment::kParallelUse);
  const auto rate = record ? record->First<Throughput>() : std::nullopt;
  if (!rate) return NotApplicable("its use in several interpreters at once was not timed");
  if (rate->workers < 2) return NotApplicable("there is one core only");
  const double ratio = rate->interpreters / rate->processes;
  const std::string told = fmt::format(
      "{} interpreters at once did {:.2f} times the work of one, {} processes {:.2f} times: {:.2f} "
      "of it",
      rate->workers, rate->interpreters / rate->alone, rate->workers, rate->processes / rate->alone,
      ratio);
  return ratio < kScales ? Fail(told) : Pass(told);
}

ISOGRADE_CHECK(
    {.id = "concurrency/parallel-use-scales",
     .level = StateLevel::kProcess,
     .severity = Severity::kNote,
     .claim = "Several interpreters with a GIL of their own do as much work at once as "
              "as many processes: not scaling is evidence of something shared.",
     .rationale = "https://peps.python.org/pep-0684/",
     .remedy = "Look for locks, atomics, and objects shared between interpreters whose "
               "reference counts are fought over, such as types kept in static variables.",
     .experiments = {Experiment::kParallelUse},
     .stages = {Stage::kParallelUse},
     .answers_for = {},
     .judge = JudgeScaling,
     .configs = {InterpreterConfig::kIsolated},
     .repeats = true});

}  // namespace
}  // namespace isograde
