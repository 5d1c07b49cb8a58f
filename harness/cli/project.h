#pragma once

#include <string>
#include <vector>

#include "grading/grading_options.h"

namespace isograde {

/// What a project says of itself in the table [tool.isograde] of its pyproject.toml. Paths are
/// made whole: they are relative to that file. The command line wins.
struct Project {
  std::string file;  ///< its pyproject.toml; empty: there is none, or it says nothing of isograde
  std::vector<std::string> targets;
  std::vector<std::string> recipes;
  std::string threshold;  ///< a grade
  std::string baseline;
  std::string accepted;  ///< file of accepted failures
};

/// Of the nearest pyproject.toml at or above `folder`. Throws UsageError when what it says of
/// isograde cannot be.
Project FindProject(const std::string& folder);
/// That of the working directory.
Project ProjectHere();

/// With the recipe files of both; a later recipe for the same module takes the place of an earlier
/// one, so that those of the command line win.
GradingOptions ForProject(GradingOptions options, const Project& project);

}  // namespace isograde
