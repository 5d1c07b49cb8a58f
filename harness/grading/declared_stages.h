#pragma once

#include "checklist/experiment.h"
#include "sandbox/record.h"

namespace isograde {

/// Leaves out of a record the stages that its experiment does not declare, and gives the others
/// their own words: a module may have scribbled over the board, where no child begins a stage that
/// is not declared (Channel::Expect). `is_control`: those that only controls go through are
/// declared, too.
void KeepDeclared(const Experiment& experiment, bool is_control, Record& record);

}  // namespace isograde
