#pragma once

#include <string>

#include "cli/options.h"

namespace isograde {

/// The commands. Each returns the exit code; `package` is the folder of the isograde Python
/// package.
int GradeCommand(const Options& options, const std::string& package);
int EnvCommand(const Options& options, const std::string& package);
int CanCommand(const Options& options, const std::string& package);
int StoreCommand(const Options& options);
int JudgeCommand(const Options& options);
int GateCommand(const Options& options, const std::string& package);
int BadgeCommand(const Options& options);
int ReportCommand(const Options& options);
int ExploreCommand(const Options& options);
int RecipeCommand(const Options& options);
int ReliabilityCommand(const Options& options, const std::string& package);
int TalkCommand(const Options& options);
int ExplainCommand(const Options& options, const std::string& package);
int ListCommand(const Options& options, const std::string& package);

}  // namespace isograde
