#pragma once

#include <string>
#include <vector>

#include "checklist/observations.h"
#include "suites/loading/import_stage.h"

namespace isograde {

/// "loads", "refuses" (ImportError), or "fails" (any other exception).
std::string WordFor(const ImportOutcome& outcome);

/// What the target showed in one config, in report.json's words: "loads" in every further
/// interpreter, or else "crashes", "fails", "refuses", whichever is worst; "" where no further
/// interpreter was tried.
std::string DemonstratedIn(const Observations& seen);

/// Further interpreters (main left out) in which it loaded, over both experiments.
int FurtherInterpretersLoaded(const Observations& seen);

/// How it came that the main interpreter, alone, could not import it: "ValueError: no"; empty where
/// it could.
std::string UnimportableBecause(const Observations& seen);

/// The module whose own failure to load is why the target does not load in this config; empty where
/// there is none. It is charged with the failure when it raises what the target raised, or when the
/// target's exception names it.
std::string FailingDependency(const Observations& seen);

/// For a single-phase module in a config that checks extensions: it is CPython that turns it away,
/// after having run its PyInit, up to 3.12 in the very interpreter that then refuses (gh-112292),
/// so what happens there is not by its own will. A half-sentence that says so; empty for everything
/// else.
std::string TurnedAwayByCPython(const Observations& seen);

/// What it said when it first refused a further interpreter: "ImportError: ..."; empty where it did
/// not.
std::string RefusalIn(const Observations& seen);

/// For a check that needs the target in several interpreters: why it is not applicable; empty where
/// it is.
std::string NotSeenInSeveral(const Observations& seen);

/// As NotSeenInSeveral, for a check that reads an experiment which is only run where the target
/// loads in every interpreter.
std::string NotTried(const Observations& seen, Experiment experiment);

}  // namespace isograde
