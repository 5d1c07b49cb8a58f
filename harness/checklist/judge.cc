#include "checklist/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstring>

namespace isograde {
namespace {

bool Contains(const std::vector<Stage>& stages, Stage stage) {
  return std::find(stages.begin(), stages.end(), stage) != stages.end();
}

std::vector<const Record*> RecordsFor(const Check& check, const Observations& seen) {
  if (check.config_independent) return {&seen.alone};
  return {&seen.main_first, &seen.main_last};
}

// Stages that only the experiment in which main imports first goes through.
bool OnlyMainFirst(Stage stage) { return stage >= Stage::kAttributes && stage <= Stage::kOldRaise; }

// Whether the experiment went through every stage that the check reads. What an unfinished
// experiment has not begun, or was in the middle of, is not known.
bool FarEnough(const Check& check, const Record& record, bool main_last) {
  if (record.complete()) return true;
  return std::all_of(check.stages.begin(), check.stages.end(), [&](Stage stage) {
    const bool begun =
        std::any_of(record.stages.begin(), record.stages.end(),
                    [stage](const Position& position) { return position.stage == stage; });
    return (main_last && OnlyMainFirst(stage)) || (begun && stage < record.last().stage);
  });
}

// What a process says before it aborts stands at the end of its output.
std::string LastLine(std::string_view output) {
  const auto end = output.find_last_not_of(" \n");
  if (end == std::string_view::npos) return {};
  output = output.substr(0, end + 1);
  const auto begin = output.rfind('\n');
  return std::string(output.substr(begin == std::string_view::npos ? 0 : begin + 1).substr(0, 300));
}

Finding Broke(const Record& record) {
  Finding finding = Fail(DescribeEnding(record)).As(Severity::kBreaks);
  Evidence evidence{.text = DescribeEnding(record)};
  if (record.last().interpreter >= 0) evidence.interpreters = {record.last().interpreter};
  if (record.signal)
    evidence.signal =
        fmt::format("SIG{}", sigabbrev_np(record.signal) ? sigabbrev_np(record.signal) : "?");
  if (const std::string said = LastLine(record.output); !said.empty())
    evidence.text += "; the last that it wrote: " + said;
  finding.evidence.push_back(std::move(evidence));
  return finding;
}

std::vector<Excuse>& Excuses() {
  static std::vector<Excuse> excuses;
  return excuses;
}

// The check's own view, before anything is excused.
Finding JudgeRaw(const Check& check, const Observations& seen) {
  const auto records = RecordsFor(check, seen);
  for (const Record* record : records) {
    if (!record->harness_error.empty()) {
      Finding finding;
      finding.verdict = Verdict::kHarnessError;
      finding.message = record->harness_error;
      return finding;
    }
    if (record->ending == Ending::kComplete || !Contains(check.answers_for, record->last().stage))
      continue;
    Finding broke = Broke(*record);
    for (const Excuse excuse : Excuses()) {
      const std::string reason = excuse(seen);
      if (!reason.empty())
        return Inconclusive(fmt::format("{} - but {}", broke.message, reason))
            .With(std::move(broke.evidence));
    }
    return broke;
  }
  Finding finding = check.judge(seen);
  if (finding.verdict != Verdict::kPass) return finding;
  for (const Record* record : records) {
    if (!FarEnough(check, *record, record == &seen.main_last)) {
      return Inconclusive(
          fmt::format("the experiment did not get there: it {}", DescribeEnding(*record)));
    }
  }
  return finding;
}

}  // namespace

ExcuseRegistration::ExcuseRegistration(Excuse excuse) { Excuses().push_back(excuse); }

Finding Judge(const Check& check, const Observations& seen, const Observations& control) {
  Finding finding = JudgeRaw(check, seen);
  if (finding.verdict != Verdict::kFail) return finding;
  if (!check.config_independent) {
    const Finding without = JudgeRaw(check, control);
    if (without.verdict == Verdict::kFail) {
      return Inconclusive(
          fmt::format("{} - but the control, with no extension at all, shows the same: {}",
                      finding.message, without.message));
    }
    // A crash that needs no second interpreter is a fault, but none of isolation. Importing is the
    // exception: a module that cannot be imported at all is reported as such.
    const Record& alone = seen.alone;
    if (finding.severity == Severity::kBreaks && alone.ending != Ending::kComplete &&
        Contains(check.answers_for, alone.last().stage) && alone.last().stage != Stage::kImport) {
      return Inconclusive(
          fmt::format("{} - but so it does in a single interpreter", finding.message));
    }
  }
  return finding;
}

}  // namespace isograde
