#pragma once

#include <string>
#include <vector>

#include "cli/options.h"

namespace CLI {
class App;
}

namespace isograde {

/// The subcommand. `configs`: names of interpreter configs, as they were written.
void AddBench(CLI::App& app, Options& options, std::vector<std::string>& configs);

/// The options that say what counts as dearer.
void AddTolerance(CLI::App* command, BenchOptions& options);

}  // namespace isograde
