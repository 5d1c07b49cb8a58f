#include "grading/uses.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "checklist/check.h"

namespace isograde {
namespace {

void AddMissing(const std::vector<std::string>& more, std::vector<std::string>& missing) {
  for (const std::string& name : more) {
    if (std::find(missing.begin(), missing.end(), name) == missing.end()) missing.push_back(name);
  }
}

// What matters to who uses it: harm seen, or not known to be none.
struct Concern {
  const CheckResult* result;
  const TargetReport* of;
  Severity severity;
};

// The worst of a config, nothing but `verdict`s; nullptr: none.
std::optional<Concern> Worst(const Use& use, Verdict verdict, const TargetReport& report,
                             bool declines) {
  std::optional<Concern> worst;
  for (const CheckResult& result : report.results) {
    const Severity severity = result.finding.severity.value_or(result.severity);
    if (result.config != use.config || result.finding.verdict != verdict ||
        severity > Severity::kContaminates)
      continue;
    // What does not count is no harm where all of it declines; a declaration that nobody asks for
    // in this config does not make it less.
    if (!result.counts && declines) continue;
    // That a name is missing where it falls back is what falling back means.
    if (use.word == UseWord::kFallsBack && result.id == "loading/same-implementation") continue;
    if (!worst || severity < worst->severity) worst = Concern{&result, &report, severity};
  }
  return worst;
}

std::optional<Concern> WorstOfAll(const Use& use, Verdict verdict, const TargetReport& report,
                                  std::span<const TargetReport> members) {
  const bool all_missing = use.missing_modules.size() >= members.size();
  const bool declines =
      use.word == UseWord::kRefuses || (use.word == UseWord::kFallsBack && all_missing);
  std::optional<Concern> worst = Worst(use, verdict, report, declines);
  for (const TargetReport& member : members) {
    const auto other = Worst(use, verdict, member, declines);
    if (other && (!worst || other->severity < worst->severity)) worst = other;
  }
  return worst;
}

// Of what it says, what it began with: a package may put advice in the place of it.
std::string OwnWords(const Observations& seen, const std::string& refusal) {
  const std::vector<WhoRaised> who = WhoRaisedIn(seen);
  return who.empty() || !who.front().cause ? refusal : Text(who.front().cause);
}

std::string Words(const Concern& concern, const TargetReport& report) {
  const std::string of = concern.of == &report ? "" : concern.of->target.name + ": ";
  return fmt::format("{}{} ({})", of, concern.result->finding.message, concern.result->id);
}

}  // namespace

Use FirstUse(const Observations& seen, std::optional<LoadOutcome> shown,
             const std::string& refusal) {
  Use use{.config = std::string(Name(seen.config))};
  if (!shown) return use;
  const std::string dependency = FailingDependency(seen);
  const std::string through = dependency.empty() ? "" : "through " + dependency;
  switch (*shown) {
    case LoadOutcome::kLoads:
      use.word = UseWord::kWorks;
      break;
    case LoadOutcome::kFallsBack:
      use.word = UseWord::kFallsBack;
      use.reason = through;
      break;
    case LoadOutcome::kRefuses:
      use.word = UseWord::kRefuses;
      use.reason = through.empty() ? OwnWords(seen, refusal) : through;
      break;
    default:
      use.word = UseWord::kUnknown;
      use.reason = fmt::format("its import {} in a further interpreter",
                               nlohmann::json(*shown).get<std::string>());
  }
  std::vector<std::string> elsewhere;
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>()) {
    if (outcome.interpreter == 0) continue;
    AddMissing(outcome.missing_modules, use.missing_modules);
    AddMissing(outcome.missing_names, use.missing_names);
    AddMissing(outcome.missing_elsewhere, elsewhere);
  }
  // Whoever uses it gets what its dependency falls back to; its own grade is none the worse.
  if (use.word == UseWord::kWorks && !elsewhere.empty()) {
    use.word = UseWord::kFallsBack;
    use.reason = "through " + elsewhere.front().substr(0, elsewhere.front().find('.'));
    use.missing_modules = elsewhere;
  }
  return use;
}

void CompleteUses(std::span<const TargetReport> members, TargetReport& report) {
  for (Use& use : report.uses) {
    // Whose import it was found to do without.
    for (const TargetReport& member : members) {
      if (use.word == UseWord::kFallsBack && use.reason.empty() && !use.missing_modules.empty() &&
          member.target.name == use.missing_modules.front())
        use.reason = member.refusal;
    }
    if (const auto harm = WorstOfAll(use, Verdict::kFail, report, members)) {
      use.word = UseWord::kUnsafe;
      use.reason = Words(*harm, report);
      continue;
    }
    auto unclear = WorstOfAll(use, Verdict::kHarnessError, report, members);
    if (!unclear) unclear = WorstOfAll(use, Verdict::kInconclusive, report, members);
    const bool declines = use.word == UseWord::kRefuses;
    if (unclear && !declines) {
      use.word = UseWord::kUnknown;
      use.reason = Words(*unclear, report);
    }
  }
}

}  // namespace isograde
