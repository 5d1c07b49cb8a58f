#pragma once

#include <string>
#include <vector>

#include "cli/options.h"

namespace isograde {

/// The part of `isograde gate` that looks at costs: measures again what the file of `--bench`
/// holds, by `isograde bench` in a process of its own with the recipes of the project and of the
/// command line, and prints what changed. With `--update` the file becomes what was measured now.
/// Returns 0, or 1 where something got dearer or can no longer be measured, or 77 where nothing
/// could be told. Throws UsageError, CommandLineDone where the measuring process said so, and
/// HarnessError where the measuring failed.
int GateBench(const Options& options, const std::vector<std::string>& graded,
              const std::string& package);

/// Throws UsageError where the file of `--bench` is no baseline of costs, or cannot become one: to
/// be told before minutes have passed.
void RequireBench(const Options& options);

}  // namespace isograde
