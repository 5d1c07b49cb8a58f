#pragma once

#include <string>

#include "cli/options.h"

namespace isograde {

/// `isograde bench`. In a library of its own, which Google Benchmark is linked to. Returns the exit
/// code; `package` is the folder of the isograde Python package.
int BenchCommand(const Options& options, const std::string& package);

}  // namespace isograde
