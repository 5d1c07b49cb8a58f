#include "checklist/demonstrated.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "base/fault.h"
#include "checklist/declaration.h"

namespace isograde {
namespace {

// "_datetime" -> "datetime": a private extension is mostly known under its wrapper's name.
std::string PublicName(const std::string& module) {
  const std::string last = module.substr(module.rfind('.') + 1);
  const std::size_t begin = last.find_first_not_of('_');
  return begin == std::string::npos ? last : last.substr(begin);
}

// Whether `name` stands in `text` as a word of its own, as an identifier is one.
bool HasWord(const std::string& text, const std::string& name) {
  const auto is_part = [&](std::size_t at) {
    return at < text.size() &&
           (std::isalnum(static_cast<unsigned char>(text[at])) || text[at] == '_');
  };
  for (std::size_t at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) {
    if ((at == 0 || !is_part(at - 1)) && !is_part(at + name.size())) return true;
  }
  return false;
}

}  // namespace

bool Explains(const DependencyFailure& dependency, const RaisedException& raised) {
  return raised.message == dependency.raised.message ||
         HasWord(raised.message, dependency.module) ||
         HasWord(raised.message, PublicName(dependency.module));
}

LoadOutcome OutcomeOf(const ImportOutcome& outcome) {
  if (outcome.loaded) return LoadOutcome::kLoads;
  return outcome.raised.is_import_error ? LoadOutcome::kRefuses : LoadOutcome::kFails;
}

std::optional<LoadOutcome> DemonstratedIn(const Observations& seen) {
  std::optional<LoadOutcome> worst;
  const auto note = [&worst](LoadOutcome outcome) {
    if (!worst || outcome > *worst) worst = outcome;
  };
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>()) {
    if (outcome.interpreter > 0) note(OutcomeOf(outcome));
  }
  for (const ExperimentId experiment : {experiments::kMainFirst, experiments::kMainLast}) {
    const Record* const record = seen.Of(experiment);
    if (!record) continue;
    const Position last = record->last();
    const bool at_import = last.Is(stages::kNone) || last.Is(stages::kImport) ||
                           last.Is(stages::kRetry) || last.Is(stages::kCreate);
    if (record->ending == Ending::kComplete || !at_import) continue;
    const bool own_doing = TurnedAwayByCPython(seen).empty() && FailingDependency(seen).empty();
    if (own_doing) note(LoadOutcome::kCrashes);
  }
  return worst;
}

bool LoadsEverywhere(const Record& record) {
  Observations seen;
  seen.At(experiments::kMainFirst) = record;
  return DemonstratedIn(seen) == LoadOutcome::kLoads;
}

int FurtherInterpretersLoaded(const Observations& seen) {
  int count = 0;
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>())
    count += outcome.interpreter > 0 && outcome.loaded;
  return count;
}

std::string UnimportableBecause(const Observations& seen) {
  const auto outcome = seen[experiments::kAlone].First<ImportOutcome>();
  return outcome && !outcome->loaded ? Text(outcome->raised) : "";
}

std::string FailingDependency(const Observations& seen) {
  if (ISOGRADE_FAULT("judging/dependencies-are-never-to-blame")) return {};
  for (const ExperimentId experiment : {experiments::kMainFirst, experiments::kMainLast}) {
    const Record& record = seen[experiment];
    for (const DependencyFailure& failure : record.All<DependencyFailure>()) {
      for (const ImportOutcome& outcome : record.All<ImportOutcome>()) {
        if (outcome.interpreter == failure.interpreter && Explains(failure, outcome.raised))
          return failure.module;
      }
    }
  }
  return {};
}

std::string TurnedAwayByCPython(const Observations& seen) {
  const auto declared = seen[experiments::kAlone].First<Declaration>();
  const bool checked =
      seen.config == InterpreterConfig::kStrict || seen.config == InterpreterConfig::kIsolated;
  if (!checked || !declared || declared->init != "single-phase") return {};
  return "CPython turns single-phase modules away in this config, and runs their initialisation "
         "before it refuses (gh-112292)";
}

std::string RefusalIn(const Observations& seen) {
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>()) {
    if (outcome.interpreter > 0 && OutcomeOf(outcome) == LoadOutcome::kRefuses)
      return Text(outcome.raised);
  }
  return {};
}

std::string NotSeenInSeveral(const Observations& seen) {
  if (const std::string reason = UnimportableBecause(seen); !reason.empty())
    return "the main interpreter cannot import it: " + reason;
  if (FurtherInterpretersLoaded(seen) > 0) return {};
  if (const std::string dependency = FailingDependency(seen); !dependency.empty()) {
    return fmt::format("its dependency {} does not load in a further interpreter", dependency);
  }
  for (const ImportOutcome& outcome : seen.Across<ImportOutcome>()) {
    if (outcome.interpreter > 0)
      return fmt::format("it loads in no further interpreter ({})", Text(outcome.raised));
  }
  return "it was imported in no further interpreter";
}

std::string NotTried(const Observations& seen, ExperimentId experiment) {
  if (std::string reason = NotSeenInSeveral(seen); !reason.empty()) return reason;
  return seen.Of(experiment) ? "" : "it does not load in every interpreter";
}

}  // namespace isograde
