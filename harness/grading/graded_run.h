#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "grading/grading_options.h"
#include "report/report.h"

namespace isograde {

/// A grading run that has ended, as a command asked for it.
struct GradedRun {
  Report report;
  bool interrupted = false;
  bool recipes_read = true;  ///< false: one could not be, and stderr says which
  /// Set when there is no report: GoogleTest listed its tests, or no test was selected.
  std::optional<int> exit_code;
  nlohmann::json observations;  ///< where they are to be kept (GradingOptions::observations)
};

/// Grades `names`, with progress on a terminal, and says on stderr what could not be graded.
/// `package`: the folder of the isograde Python package.
GradedRun RunGrading(const GradingOptions& options, const std::vector<std::string>& names,
                     const std::string& package);

/// Judges what a grading has stored (GradingOptions::observations). Throws UsageError where the
/// file holds no such thing.
GradedRun JudgeStored(const GradingOptions& options, const std::string& path);

/// Throws UsageError for a glob in `--check` that matches nothing.
void RequireChecks(const GradingOptions& options);

/// Whether the harness erred, or the control failed so that nothing could be graded.
bool HarnessFailed(const Report& report);

/// 99 or 77 where the harness or the control failed, or nothing could be graded; 2 where a target
/// is none; otherwise 0.
int ExitCodeOf(const Report& report);

}  // namespace isograde
