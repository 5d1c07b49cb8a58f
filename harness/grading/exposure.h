#pragma once

#include <string>
#include <vector>

#include "checklist/experiment.h"
#include "checklist/observations.h"

namespace isograde {

/// An innocent extension (innocent.h) for each kind of initialisation of the target's own extension
/// modules, as seen in main alone.
std::vector<std::string> InnocentsOf(const Record& alone);

/// What was there in an experiment, besides the target, to break: InnocentsOf it, and the extension
/// modules that it imports, as ReliabilityBook tells them apart (IdentityOf). Of a target that
/// loaded in no further interpreter, only those that it had come to, where it was seen to fail.
/// CPython's own come last.
std::vector<std::string> ExposedTo(const Observations& seen, const Experiment& experiment);

}  // namespace isograde
