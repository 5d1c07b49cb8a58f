#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/slope.h"
#include "base/statistics.h"
#include "checklist/check.h"
#include "checklist/demonstrated.h"
#include "suites/lifecycle/cycle_experiment.h"
#include "suites/lifecycle/memory_use.h"

namespace isograde {
namespace {

// How much more one row of cycles grows than another, per interpreter or per round.
struct Excess {
  double estimate = 0, low = 0, high = 0;
  double usual_step = 0;  // the median of the differences from one cycle to the next
  double least_step = 0;  // the smallest of them, beyond the other row's median
};

// Differences from one cycle to the next.
std::vector<double> Steps(const std::vector<double>& values) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < values.size(); ++i) steps.push_back(values[i] - values[i - 1]);
  return steps;
}

Excess Difference(const std::vector<double>& more, const std::vector<double>& less,
                  double divisor) {
  const Slope upper = RobustSlope(more);
  Slope lower = RobustSlope(less);
  // What shrinks without it is a heap that settles, not something that it has to make up for.
  for (double* bound : {&lower.estimate, &lower.low, &lower.high}) *bound = std::max(*bound, 0.0);
  const std::vector<double> steps = Steps(more);
  const double usual = std::max(Median(Steps(less)), 0.0);
  const double least = steps.empty() ? usual : *std::min_element(steps.begin(), steps.end());
  return {(upper.estimate - lower.estimate) / divisor, (upper.low - lower.high) / divisor,
          (upper.high - lower.low) / divisor, (Median(steps) - usual) / divisor,
          (least - usual) / divisor};
}

const Growth* Find(const std::vector<Growth>& all, int at_once, int rounds) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Growth& one) {
    return one.at_once == at_once && one.rounds == rounds;
  });
  return found == all.end() ? nullptr : &*found;
}

class Ledger {
 public:
  void Note(const Gauge& gauge, const Excess& excess, std::size_t cycles,
            std::string_view sentence) {
    // A table of the process that doubles its size once, in whichever cycle, is no growth.
    if (excess.usual_step <= gauge.noticeable) return;
    const std::string told =
        fmt::format("{} {:.4g} {} (95 % interval {:.4g} to {:.4g}, {} cycles)", sentence,
                    excess.estimate, gauge.words, excess.low, excess.high, cycles);
    if (excess.low > gauge.noticeable) {
      grows_.push_back({.text = told});
    } else if (excess.least_step > gauge.noticeable) {
      // The rest of the process jumps about, and blurs the slopes; what grows does so every time.
      grows_.push_back({.text = fmt::format(
                            "{} {:.4g} {} (median; in each of {} cycles at least {:.4g})", sentence,
                            excess.usual_step, gauge.words, cycles, excess.least_step)});
    } else if (excess.estimate > gauge.noticeable) {
      unclear_ = told;
    }
  }

  Finding Result(std::size_t cycles) && {
    if (!grows_.empty()) return Fail(grows_.front().text).With(std::move(grows_));
    if (!unclear_.empty()) return Inconclusive("too noisy to tell: " + unclear_);
    return Pass(fmt::format("{} cycles", cycles));
  }

 private:
  std::vector<Evidence> grows_;
  std::string unclear_;
};

// Where an import worked, and the same import in a later interpreter does not.
Finding JudgeFailure(const Observations& seen, const CycleFailure& failure) {
  const std::string text = fmt::format(
      "it loads in interpreter {} of a process that creates and ends them one after another; in "
      "interpreter {}{} importing it raises {}",
      failure.loaded_in, failure.interpreter,
      failure.round > 1 ? fmt::format(", at time {} there,", failure.round) : "",
      Text(failure.raised));
  const Record* const without = seen.Without(experiments::kCycles);
  const auto other = without ? without->First<CycleFailure>() : std::nullopt;
  if (other && Text(other->raised) == Text(failure.raised))
    return Inconclusive(text + " - but so do the modules that it imports, without it")
        .As(Severity::kBreaks);
  return Fail(text)
      .With({{.text = text, .interpreters = {failure.loaded_in, failure.interpreter}}})
      .As(Severity::kBreaks);
}

Finding JudgeCycles(const Observations& seen, const Observations& control) {
  if (const std::string reason = NotSeenInSeveral(seen); !reason.empty())
    return NotApplicable(reason);
  const Record* own = seen.Of(experiments::kCycles);
  const Record* bare = control.Of(experiments::kCycles);
  if (!own || !bare)
    return NotApplicable("its cycles were run in the most isolated config in which it loads");
  if (const auto none = own->First<NoCycles>()) return NotApplicable(none->reason);
  if (const auto failure = own->First<CycleFailure>()) return JudgeFailure(seen, *failure);
  const std::vector<Growth> all = own->All<Growth>(), usual = bare->All<Growth>();
  const Record* const stand_in = seen.Without(experiments::kCycles);
  const std::vector<Growth> instead = stand_in ? stand_in->All<Growth>() : std::vector<Growth>{};
  Ledger ledger;
  std::size_t cycles = 0;
  for (const Growth& growth : all) {
    const Growth* const bare_row = Find(usual, growth.at_once, growth.rounds);
    const Growth* const once = Find(all, growth.at_once, 1);
    for (std::size_t i = 0; i < growth.gauges.size(); ++i) {
      const Gauge& gauge = growth.gauges.at(i);
      const std::vector<double>& values = growth.values[i];
      const std::size_t count = values.size() - 1;
      if (i == 0) cycles += count;
      if (growth.rounds > 1 && once) {
        ledger.Note(gauge, Difference(values, once->values.at(i), growth.rounds - 1), count,
                    "each further import and use in an interpreter leaves behind");
      }
      if (growth.rounds > 1 || !bare_row) continue;
      // What its imports leave without it is not its own.
      const Growth* const others = Find(instead, growth.at_once, 1);
      const std::vector<double>& bare_values = bare_row->values.at(i);
      const std::vector<double>& without =
          others && RobustSlope(others->values.at(i)).estimate > RobustSlope(bare_values).estimate
              ? others->values.at(i)
              : bare_values;
      if (RobustSlope(bare_values).estimate / growth.at_once < gauge.usual) {
        ledger.Note(gauge, Difference(values, without, growth.at_once), count,
                    "beyond what it leaves with no extension, each interpreter leaves behind");
      }
    }
  }
  if (cycles == 0) return Inconclusive("no cycle came to its end");
  return std::move(ledger).Result(cycles);
}

ISOGRADE_CHECK({.id = "lifecycle/cycles-do-not-leak",
                .level = StateLevel::kProcess,
                .belongs = StateLevel::kModule,
                .severity = Severity::kHygiene,
                .claim = "Cycles of create, import, use, end go on as they began, and do not grow "
                         "the process beyond what they grow it with no extension.",
                .rationale = "https://docs.python.org/3/howto/isolating-extensions.html"
                             "#module-state-traverse-clear-and-free",
                .remedy = "Give back in m_clear and m_free all that Py_mod_exec took: references, "
                          "memory from malloc or PyMem_Malloc, and places in tables of the "
                          "process.",
                .remedy_in_python = kLookAtItsExtensions,
                .remedy_changes = GeneratedPart::kState,
                .experiments = {experiments::kCycles},
                .stages = {stages::kCycle},
                .answers_for = Answers({experiments::kCycles}, {stages::kNone, stages::kCycle}),
                .judge_against = JudgeCycles,
                .configs = {InterpreterConfig::kLegacy, InterpreterConfig::kIsolated},
                .repeats = true});

}  // namespace
}  // namespace isograde
