#include "checklist/judge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>
#include <cstring>

#include "base/fault.h"
#include "checklist/blame.h"
#include "checklist/experiment.h"
#include "checklist/import_outcome.h"

namespace isograde {
namespace {

// A record that a check reads, and of what.
struct Read {
  ExperimentId experiment;
  const Record* record;
};

std::vector<Read> RecordsFor(const Check& check, const Observations& seen) {
  std::vector<Read> records;
  for (const ExperimentId experiment : check.experiments) {
    if (const Record* record = seen.Of(experiment)) records.push_back({experiment, record});
  }
  return records;
}

// Whether the experiment got through every stage that the check reads, as far as it goes through
// them at all. What an unfinished experiment was in the middle of, or had still to do, is not
// known.
bool FarEnough(const Check& check, const Read& read) {
  const Experiment* const experiment = FindExperiment(read.experiment);
  return std::all_of(check.stages.begin(), check.stages.end(), [&](const Stage& stage) {
    return ISOGRADE_FAULT("judging/far-enough-always") || read.record->Finished(stage) ||
           (experiment && !experiment->GoesThrough(stage));
  });
}

// What was still getting on when its time was up is slow, which breaks nothing.
bool HasBroken(const Record& record) {
  return record.ending != Ending::kComplete && record.ending != Ending::kTooLong;
}

// What a process says before it aborts stands at the end of its output, unless CPython has gone on
// to list its state and its frames, or the C library its assertion.
std::string LastWords(std::string_view output) {
  auto at = output.find_last_not_of(" \n");
  for (const std::string_view sign : {"Fatal Python error: ", ": Assertion "}) {
    if (const auto found = output.rfind(sign); found != std::string_view::npos) at = found;
  }
  if (at == std::string_view::npos) return {};
  const auto before = output.rfind('\n', at);
  const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return std::string(output.substr(begin, output.find('\n', at) - begin).substr(0, 300));
}

Finding Broke(const Record& record, const Target& target) {
  Blame blame = BlameFor(record, target);
  std::string text = DescribeEnding(record);
  if (!blame.words.empty()) text += ": " + blame.words;
  Finding finding = Fail(text).As(Severity::kBreaks);
  Evidence evidence{.text = std::move(text)};
  if (record.last().interpreter >= 0) evidence.interpreters = {record.last().interpreter};
  if (record.signal) {
    const char* const name = sigabbrev_np(record.signal);
    evidence.signal = fmt::format("SIG{}", name ? name : "?");
  }
  if (const std::string said = LastWords(record.output); !said.empty())
    evidence.text += "; it wrote: " + said;
  finding.evidence.push_back(std::move(evidence));
  for (Evidence& stack : blame.evidence) finding.evidence.push_back(std::move(stack));
  return finding;
}

std::vector<Excuse>& Excuses() {
  static std::vector<Excuse> excuses;
  return excuses;
}

// That the modules which the target imports break in the same way when it is not there; empty: they
// do not, or it was not tried.
std::string BreaksWithout(const Check& check, const Observations& seen) {
  for (const auto& [experiment, record] : RecordsFor(check, seen)) {
    const auto without = seen.without.find(experiment);
    if (!HasBroken(*record) || without == seen.without.end()) continue;
    const Record& other = without->second;
    if (HasBroken(other) && other.last().stage == record->last().stage)
      return fmt::format(
          "so do the modules that it imports, without it: with only {} imported or used, the "
          "process {}",
          fmt::join(seen.needed, ", "), DescribeEnding(other));
  }
  return {};
}

// Whether all that the check looks at goes beyond a first look at the target.
bool GoesBeyondBasics(const Check& check) {
  return std::none_of(check.experiments.begin(), check.experiments.end(), [](ExperimentId id) {
    const Experiment* const experiment = FindExperiment(id);
    return experiment && experiment->basic;
  });
}

// The check's own view, before anything is excused. `control`: for those that compare with it.
Finding JudgeRaw(const Check& check, const Observations& seen, const Observations* control) {
  const auto records = RecordsFor(check, seen);
  for (const auto& [experiment, record] : records) {
    if (!record->harness_error.empty()) {
      Finding finding;
      finding.verdict = Verdict::kHarnessError;
      finding.message = record->harness_error;
      return finding;
    }
    if (!HasBroken(*record) || !check.AnswersFor(experiment, record->last())) continue;
    if (ISOGRADE_FAULT("judging/crashes-are-nobodys")) continue;
    Finding broke = Broke(*record, seen.target);
    for (const Excuse excuse : Excuses()) {
      const std::string reason = excuse(seen);
      if (!reason.empty())
        return Inconclusive(fmt::format("{} - but {}", broke.message, reason))
            .With(std::move(broke.evidence));
    }
    return broke;
  }
  Finding finding = check.judge_against ? check.judge_against(seen, *control) : check.judge(seen);
  if (finding.verdict != Verdict::kPass) return finding;
  for (const Read& read : records) {
    if (!FarEnough(check, read)) {
      return Inconclusive(
          fmt::format("the experiment did not get there: it {}", DescribeEnding(*read.record)));
    }
  }
  return finding;
}

// A crash that needs no second interpreter is a fault, but none of isolation. Importing is the
// exception, and what comes before it: a module that cannot be imported at all is reported as such.
std::string BreaksAlone(const Check& check, const Observations& seen) {
  const Record& alone = seen[experiments::kAlone];
  const bool broke = !ISOGRADE_FAULT("judging/what-breaks-alone-counts") &&
                     !check.config_independent && alone.ending != Ending::kComplete &&
                     !alone.last().Is(stages::kImport) && !alone.last().Is(stages::kNone) &&
                     check.AnswersFor(experiments::kAlone, alone.last());
  return broke ? fmt::format("in a single interpreter it {}", DescribeEnding(alone)) : "";
}

bool CallsBreakAlone(const Observations& seen) {
  const Record& alone = seen[experiments::kAlone];
  return alone.ending != Ending::kComplete && alone.last().makes_calls;
}

// Advice about static variables is of no use to who writes Python.
Finding Advised(const Check& check, const Observations& seen, Finding finding) {
  if (seen.target.kind == TargetKind::kPure && finding.remedy.empty())
    finding.remedy = check.remedy_in_python;
  return finding;
}

bool RestsOnCalls(const Check& check) {
  return std::any_of(check.stages.begin(), check.stages.end(),
                     [](const Stage& stage) { return stage.makes_calls; });
}

}  // namespace

ExcuseRegistration::ExcuseRegistration(Excuse excuse) { Excuses().push_back(excuse); }

Finding Judge(const Check& check, const Observations& seen, const Observations& control) {
  return JudgeBeside([&]() -> const Observations& { return control; }, check, seen);
}

Finding JudgeBeside(const std::function<const Observations&()>& control, const Check& check,
                    const Observations& seen) {
  const std::string alone = BreaksAlone(check, seen);
  // Calls that break alone are not made in several interpreters.
  if (!alone.empty() && CallsBreakAlone(seen)) return Inconclusive(alone);
  const Observations nothing;
  const Observations* bare = nullptr;
  if (check.judge_against) bare = RecordsFor(check, seen).empty() ? &nothing : &control();
  Finding finding = JudgeRaw(check, seen, bare);
  // It may well know calls, which are not made any more.
  if (finding.verdict == Verdict::kNotApplicable && RestsOnCalls(check) && CallsBreakAlone(seen))
    return Inconclusive(fmt::format("its calls were not tried: in a single interpreter it {}",
                                    DescribeEnding(seen[experiments::kAlone])));
  if (finding.verdict != Verdict::kFail) return finding;
  if (!check.config_independent || GoesBeyondBasics(check)) {
    if (!bare) bare = &control();
    const Finding without = JudgeRaw(check, *bare, bare);
    if (without.verdict == Verdict::kFail && !ISOGRADE_FAULT("judging/controls-excuse-nothing")) {
      // What no module could show on this CPython is asked of none.
      if (GoesBeyondBasics(check)) {
        return NotApplicable(
            fmt::format("not even with no extension at all: the control {}", without.message));
      }
      return Inconclusive(
          fmt::format("{} - but the control, with no extension at all, shows the same: {}",
                      finding.message, without.message));
    }
    if (const std::string reason = BreaksWithout(check, seen); !reason.empty()) {
      return Inconclusive(fmt::format("{} - but {}", finding.message, reason))
          .With(std::move(finding.evidence));
    }
  }
  if (!alone.empty() && finding.severity == Severity::kBreaks)
    return Inconclusive(fmt::format("{} - but so it does alone: {}", finding.message, alone));
  return Advised(check, seen, std::move(finding));
}

}  // namespace isograde
