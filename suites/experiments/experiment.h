#pragma once

#include "checklist/effort.h"
#include "checklist/experiment.h"
#include "checklist/subject.h"
#include "sandbox/channel.h"

namespace isograde {

/// Runs one experiment in the sandboxed child that it is called in. `config` is of no matter to
/// those in which there is no further interpreter. One experiment feeds many checks.
void RunExperiment(Experiment experiment, const Subject& subject, InterpreterConfig config,
                   const Effort& effort, Channel& channel);

}  // namespace isograde
