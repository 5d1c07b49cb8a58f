#include "checklist/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <optional>
#include <set>

#include "base/fault.h"
#include "checklist/blame.h"
#include "checklist/break_site.h"
#include "checklist/declaration.h"
#include "checklist/experiment.h"
#include "checklist/generator_policy.h"
#include "checklist/import_outcome.h"
#include "checklist/makings.h"
#include "checklist/reliability.h"

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

Finding Broke(const Record& record, const Observations& seen) {
  Blame blame = BlameFor(record, seen);
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

// Whether all that the check looks at goes beyond a first look at the target.
bool GoesBeyondBasics(const Check& check) {
  return std::none_of(check.experiments.begin(), check.experiments.end(), [](ExperimentId id) {
    const Experiment* const experiment = FindExperiment(id);
    return experiment && experiment->basic;
  });
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

// Advice about static variables is of no use to who writes Python, or what Python's C is made from.
Finding Advised(const Check& check, const Observations& seen, Finding finding) {
  if (!finding.remedy.empty()) return finding;
  if (seen.target.kind == TargetKind::kPure) {
    finding.remedy = check.remedy_in_python;
    return finding;
  }
  const Making making = MakingIn(seen[experiments::kAlone]);
  finding.remedy = GeneratedRemedy(check, making);
  if (const auto* const policy = finding.remedy.empty() ? nullptr : PolicyOf(making.generator))
    finding.link = policy->link;
  return finding;
}

bool RestsOnCalls(const Check& check) {
  return std::any_of(check.stages.begin(), check.stages.end(),
                     [](const Stage& stage) { return stage.makes_calls; });
}

// "crashed with SIGABRT while importing it in interpreter 2, in _PyObject_Free (30 of 30 tries)".
std::string Told(const Breakdown& breakdown, const Reliability& tried) {
  const std::string& function = breakdown.site.function;
  return fmt::format("{}{} ({} of {} tries)", breakdown.words,
                     function.empty() ? "" : ", in " + function, breakdown.times, tried.tries);
}

// Breaks, like another one: where it does so without the target, or with the target alone, it is
// not isolation's fault.
struct Excused {
  std::string reason;  // a half-sentence; empty: there is none
  bool asked_of_none = false;
};

Excused AloneToo(const Check& check, const Read& read, const Observations& seen) {
  const std::string alone = BreaksAlone(check, seen);
  if (alone.empty() || !IsLike(SiteOf(seen[experiments::kAlone]), SiteOf(*read.record))) return {};
  return {"so it does alone: " + alone};
}

// Whether it has native code that could break something.
bool HasNativeCode(const Observations& seen) {
  const Target& target = seen.target;
  if (target.kind == TargetKind::kPure) {
    const auto own = seen[experiments::kAlone].First<OwnExtensions>();
    return own && !own->modules.empty();
  }
  return target.kind != TargetKind::kDistribution || !target.libraries.empty() ||
         !LoadedMembers(target).empty();
}

// Whether tries broke in a stage in a way that may end in any function.
bool BreaksAnywhere(const std::vector<Reliability>& all, const std::string& stage) {
  std::set<std::string> functions;
  for (const Reliability& tried : all) {
    for (const Breakdown& one : tried.breakdowns) {
      if (one.site.stage != stage) continue;
      if (one.site.manner == kHeapCorruption) return true;
      if (!one.site.function.empty()) functions.insert(one.site.function);
    }
  }
  return functions.size() > 1;
}

// Of one that is all Python, what breaks natively is others' doing: which function of CPython a
// race ends in is chance, and not asked for.
//
// No more of one with native code that is nowhere on the stack, where what it imports was seen to
// corrupt the heap, or to break in several functions of the stage: a few tries do not show them
// all.
BreakSite SiteToExcuse(const Read& read, const Observations& seen) {
  const Record& record = *read.record;
  BreakSite site = SiteOf(record);
  if (HasNativeCode(seen) && (record.ending != Ending::kSignalled || HasOwnFrame(record, seen) ||
                              !BreaksAnywhere(seen.ReliabilityOf(read.experiment), site.stage)))
    return site;
  site.function.clear();
  site.library.clear();
  return site;
}

// As one of the tries of this CPython with nothing broke, or the control of this run; empty:
// neither did. The control is only made, or waited for, where the tries do not tell.
std::string BreakWithNothing(const Read& read, const Observations& seen,
                             const std::function<const Observations&()>& control) {
  const BreakSite site = SiteToExcuse(read, seen);
  for (const Reliability& tried : seen.ReliabilityOf(read.experiment)) {
    const Breakdown* const like = tried.with.empty() ? LikeIn(tried.breakdowns, site) : nullptr;
    if (like) return Told(*like, tried);
  }
  const Record* const bare = control().Of(read.experiment);
  return bare && HasBroken(*bare) && IsLike(SiteOf(*bare), site) ? DescribeEnding(*bare) : "";
}

Excused WithNothingToo(const Check& check, const Read& read, const Observations& seen,
                       const std::function<const Observations&()>& control) {
  const std::string words = BreakWithNothing(read, seen, control);
  if (words.empty()) return {};
  // What no module could show on this CPython is asked of none.
  if (GoesBeyondBasics(check))
    return {"not even with no extension at all: the control " + words, true};
  return {"the control, with no extension at all, shows the same: it " + words};
}

Excused WithoutTargetToo(const Read& read, const Observations& seen) {
  const BreakSite site = SiteToExcuse(read, seen);
  // From the last: what a module imports comes after it, and what CPython has comes after others'.
  const auto& all = seen.ReliabilityOf(read.experiment);
  for (auto each = all.rbegin(); each != all.rend(); ++each) {
    const Reliability& tried = *each;
    if (tried.with.empty() || tried.with == seen.target.name) continue;
    if (const Breakdown* const like = LikeIn(tried.breakdowns, site))
      return {fmt::format("so does CPython itself, {}: it {}", Words(tried), Told(*like, tried))};
  }
  const Record* const without = seen.Without(read.experiment);
  if (!without || !HasBroken(*without) || !IsLike(SiteOf(*without), site)) return {};
  return {fmt::format("so do the modules that it imports, without it: the process {}",
                      DescribeEnding(*without))};
}

Excused ExcuseFor(const Check& check, const Read& read, const Observations& seen,
                  const std::function<const Observations&()>& control) {
  if (Excused alone = AloneToo(check, read, seen); !alone.reason.empty()) return alone;
  if (BrokeInOwnCode(*read.record, seen)) return {};
  for (const Excuse excuse : Excuses()) {
    if (std::string reason = excuse(seen); !reason.empty()) return {std::move(reason)};
  }
  if (ISOGRADE_FAULT("judging/controls-excuse-nothing")) return {};
  if (!check.config_independent || GoesBeyondBasics(check)) {
    if (Excused bare = WithNothingToo(check, read, seen, control); !bare.reason.empty())
      return bare;
  }
  return WithoutTargetToo(read, seen);
}

Finding JudgeBreak(const Check& check, const Read& read, const Observations& seen,
                   const std::function<const Observations&()>& control) {
  Finding broke = Broke(*read.record, seen);
  const Excused excused = ExcuseFor(check, read, seen, control);
  if (excused.reason.empty()) return broke;
  if (excused.asked_of_none) return NotApplicable(excused.reason);
  return Inconclusive(fmt::format("{} - but {}", broke.message, excused.reason))
      .With(std::move(broke.evidence))
      .As(Severity::kBreaks);
}

// A failure that rests on a break that is excused is none.
Finding UnlessExcused(Finding finding, const Check& check, const Observations& seen,
                      const std::function<const Observations&()>& control) {
  const Record* const record = finding.rests_on.empty() ? nullptr : seen.Of(finding.rests_on);
  if (!record) return finding;
  const Excused excused = ExcuseFor(check, {finding.rests_on, record}, seen, control);
  if (excused.reason.empty()) return finding;
  return Inconclusive(fmt::format("{} - but {}", finding.message, excused.reason))
      .As(finding.severity.value_or(check.severity));
}

// Whether a breakdown would have kept the check from telling, or been charged to it.
bool IsInTheWayOf(const Breakdown& breakdown, const Check& check, const Read& read) {
  if (check.AnswersFor(read.experiment, Position{.stage = breakdown.site.stage})) return true;
  Record broken;
  broken.finished = breakdown.finished;
  return !FarEnough(check, {read.experiment, &broken});
}

// Whether something else than the target breaks in that way, too.
bool IsOfOthers(const Breakdown& breakdown, const Read& read, const Observations& seen) {
  const auto& all = seen.ReliabilityOf(read.experiment);
  return std::any_of(all.begin(), all.end(), [&](const Reliability& tried) {
    return tried.with != seen.target.name && LikeIn(tried.breakdowns, breakdown.site);
  });
}

// Nothing has crashed here, and nothing shall read as if it had.
std::string NotReliable(const Breakdown& breakdown, const Reliability& tried) {
  const BreakSite& site = breakdown.site;
  const std::size_t where = breakdown.words.find(" while ");
  return fmt::format("CPython itself is not reliable here: {}, {} of {} tries end in {}{}{}",
                     Words(tried), breakdown.times, tried.tries, site.manner,
                     site.function.empty() ? "" : " in " + site.function,
                     where == std::string::npos ? "" : breakdown.words.substr(where));
}

// What went well in an experiment that does not always do so says nothing: next time it will not.
// Without the target, that is nobody's fault who is graded here; with it, it is the target's.
Finding Trusted(Finding finding, const Check& check, const std::vector<Read>& records,
                const Observations& seen) {
  if (ISOGRADE_FAULT("judging/what-went-well-is-trusted")) return finding;
  for (const Read& read : records) {
    const auto& all = seen.ReliabilityOf(read.experiment);
    for (auto each = all.rbegin(); each != all.rend(); ++each) {
      const Reliability& tried = *each;
      for (const Breakdown& breakdown : tried.breakdowns) {
        if (!IsInTheWayOf(breakdown, check, read)) continue;
        if (tried.with == seen.target.name) {
          if (IsOfOthers(breakdown, read, seen)) continue;
          return Fail(
                     fmt::format("not this time, but in others on this CPython: {}, the process {}",
                                 Words(tried), Told(breakdown, tried)))
              .As(Severity::kBreaks);
        }
        const std::string reason = NotReliable(breakdown, tried);
        if (tried.with.empty() && GoesBeyondBasics(check)) return NotApplicable(reason);
        return Inconclusive(reason).As(Severity::kBreaks);
      }
    }
  }
  return finding;
}

Finding SaidBy(const Check& check, const Observations& seen, const Observations& control) {
  return check.judge_against ? check.judge_against(seen, control) : check.judge(seen);
}

// What the check says of what was observed. A failure that it would find with no extension at all
// is not the module's. `nothing`: none of what it reads was run.
Finding OwnView(const std::function<const Observations&()>& control, const Check& check,
                const Observations& seen, bool nothing) {
  const Observations none;
  const bool asks_control = !check.config_independent || GoesBeyondBasics(check);
  const Observations* bare = check.judge_against ? (nothing ? &none : &control()) : nullptr;
  Finding finding = SaidBy(check, seen, bare ? *bare : none);
  if (finding.verdict != Verdict::kFail || !asks_control) return finding;
  if (!bare) bare = &control();
  const Finding without = SaidBy(check, *bare, *bare);
  if (without.verdict != Verdict::kFail || ISOGRADE_FAULT("judging/controls-excuse-nothing"))
    return finding;
  if (GoesBeyondBasics(check))
    return NotApplicable(
        fmt::format("not even with no extension at all: the control {}", without.message));
  return Inconclusive(
      fmt::format("{} - but the control, with no extension at all, shows the same: {}",
                  finding.message, without.message));
}

Finding HarnessError(const std::string& message) {
  Finding finding;
  finding.verdict = Verdict::kHarnessError;
  finding.message = message;
  return finding;
}

Finding JudgeAll(const std::function<const Observations&()>& control, const Check& check,
                 const Observations& seen) {
  const std::string alone = BreaksAlone(check, seen);
  // Calls that break alone are not made in several interpreters.
  if (!alone.empty() && CallsBreakAlone(seen)) return Inconclusive(alone);
  const auto records = RecordsFor(check, seen);
  std::optional<Finding> excused;
  for (const Read& read : records) {
    if (!read.record->harness_error.empty()) return HarnessError(read.record->harness_error);
    if (!HasBroken(*read.record) || !check.AnswersFor(read.experiment, read.record->last()) ||
        ISOGRADE_FAULT("judging/crashes-are-nobodys"))
      continue;
    Finding broke = JudgeBreak(check, read, seen, control);
    if (broke.verdict == Verdict::kFail) return broke;
    if (!excused) excused = std::move(broke);
  }
  Finding finding = OwnView(control, check, seen, records.empty());
  if (finding.verdict == Verdict::kFail)
    return UnlessExcused(std::move(finding), check, seen, control);
  if (excused) return *excused;
  // It may well know calls, which are not made any more.
  if (finding.verdict == Verdict::kNotApplicable && RestsOnCalls(check) && CallsBreakAlone(seen))
    return Inconclusive(fmt::format("its calls were not tried: in a single interpreter it {}",
                                    DescribeEnding(seen[experiments::kAlone])));
  if (finding.verdict != Verdict::kPass) return finding;
  for (const Read& read : records) {
    if (!FarEnough(check, read)) {
      return Inconclusive(
          fmt::format("the experiment did not get there: it {}", DescribeEnding(*read.record)));
    }
  }
  return Trusted(std::move(finding), check, records, seen);
}

}  // namespace

ExcuseRegistration::ExcuseRegistration(Excuse excuse) { Excuses().push_back(excuse); }

Finding Judge(const Check& check, const Observations& seen, const Observations& control) {
  return JudgeBeside([&]() -> const Observations& { return control; }, check, seen);
}

Finding JudgeBeside(const std::function<const Observations&()>& control, const Check& check,
                    const Observations& seen) {
  Finding finding = JudgeAll(control, check, seen);
  return finding.verdict == Verdict::kFail ? Advised(check, seen, std::move(finding)) : finding;
}

}  // namespace isograde
