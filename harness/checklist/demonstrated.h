#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "checklist/import_outcome.h"
#include "checklist/observations.h"

namespace isograde {

/// What came of loading the target, best first; in JSON as in report.json.
enum class LoadOutcome {
  kLoads,
  kFallsBack,  ///< a distribution's roots load, without extension modules that main loads
  kRefuses,    ///< ImportError
  kFails,      ///< any other exception
  kCrashes,
  kHangs,
};
NLOHMANN_JSON_SERIALIZE_ENUM(LoadOutcome, {{LoadOutcome::kFails, "fails"},
                                           {LoadOutcome::kLoads, "loads"},
                                           {LoadOutcome::kFallsBack, "falls back"},
                                           {LoadOutcome::kRefuses, "refuses"},
                                           {LoadOutcome::kCrashes, "crashes"},
                                           {LoadOutcome::kHangs, "hangs"}})

/// Of one interpreter.
LoadOutcome OutcomeOf(const ImportOutcome& outcome);

/// What the target showed in one config: that it loads in every further interpreter, or else what
/// was worst; nothing where no further interpreter was tried.
std::optional<LoadOutcome> DemonstratedIn(const Observations& seen);

/// The experiment that broke while interpreters imported it; empty: none did.
ExperimentId BrokenAtImport(const Observations& seen);

/// Whether it loads in every further interpreter of an experiment in which they live side by side.
bool LoadsEverywhere(const Record& record);

/// Whether there is anything of it to be used in every further interpreter of such an experiment:
/// it loads, or falls back with an extension module left.
bool IsUsableEverywhere(const Record& record);

/// Further interpreters (main left out) in which it loaded, over both experiments.
int FurtherInterpretersLoaded(const Observations& seen);

/// How it came that the main interpreter, alone, could not import it: "ValueError: no"; empty where
/// it could.
std::string UnimportableBecause(const Observations& seen);

/// Who raised what its import raised, as far as it was asked.
std::vector<WhoRaised> WhoRaisedIn(const Observations& seen);

/// The module from outside its package whose own failure to load is why the target does not load in
/// this config; empty where there is none, or the target itself raised in some interpreter.
std::string FailingDependency(const Observations& seen);

/// What a module declares that the target's import brings along; empty: it is not known.
std::string DeclaredBy(const std::string& module, const Observations& seen);

/// For a single-phase module in a config that checks extensions, where it loads in no further
/// interpreter: it is CPython that turns it away, after having run its PyInit, up to 3.12 in the
/// very interpreter that then refuses (gh-112292), so what happens there is not by its own will. A
/// half-sentence that says so; empty for everything else.
std::string TurnedAwayByCPython(const Observations& seen);

/// What it said when it first refused a further interpreter: "ImportError: ..."; empty where it did
/// not.
std::string RefusalIn(const Observations& seen);

/// For a check that needs the target in several interpreters: why it is not applicable; empty where
/// it is.
std::string NotSeenInSeveral(const Observations& seen);

/// As NotSeenInSeveral, for a check that reads an experiment which is only run where the target
/// loads in every interpreter.
std::string NotTried(const Observations& seen, ExperimentId experiment);

}  // namespace isograde
