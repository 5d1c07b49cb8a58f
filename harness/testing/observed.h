#pragma once

#include <string>
#include <vector>

#include "checklist/check.h"
#include "checklist/observations.h"

namespace isograde {

/// Adds an observation to a hand-made record.
template <typename T>
void Add(Record& record, const T& observation) {
  record.observations.Add(T::kName, observation);
}

/// A record whose experiment came to its end, having gone through `stages`.
Record CompleteRecord(const std::vector<Stage>& stages = {});

/// A record whose experiment was killed by `signal` in the last of `stages`.
Record CrashedRecord(const std::vector<Stage>& stages, int signal);

/// Observations of the module "m" that loaded wherever it was imported: alone; by main, 1, 2, 3; by
/// 1, 2, main. All complete.
Observations LoadedEverywhere(InterpreterConfig config = InterpreterConfig::kLegacy);

/// As above, but every interpreter except main raised an ImportError with that message.
Observations RefusedInOthers(InterpreterConfig config = InterpreterConfig::kLegacy,
                             const std::string& message = "once per process");

/// What the registered check of that id says of `seen`, nothing excused. Fails the test where there
/// is no such check.
Finding JudgedBy(const std::string& id, const Observations& seen);

}  // namespace isograde
