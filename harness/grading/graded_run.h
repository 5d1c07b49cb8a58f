#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "grading/grading.h"
#include "grading/grading_options.h"
#include "report/report.h"

namespace isograde {

/// A grading run that has ended, as a command asked for it.
struct GradedRun {
  Report report;
  bool interrupted = false;
  /// Of what was asked for, as much is graded; of the report's targets, as many are of that.
  std::size_t groups = 0, groups_graded = 0, targets_graded = 0;
  bool recipes_read = true;  ///< false: one could not be, and stderr says which
  /// Of the targets that are unknown, those that could not be installed here and are no mistake.
  std::vector<std::string> not_installed{};
  /// Set when there is no report: GoogleTest listed its tests, or no test was selected.
  std::optional<int> exit_code;
  nlohmann::json observations;  ///< where they are to be kept (GradingOptions::observations)
};

/// Grades `names`, with progress on a terminal, and says on stderr what could not be graded.
/// `package`: the folder of the isograde Python package. `events`: what is told meanwhile.
GradedRun RunGrading(const GradingOptions& options, const std::vector<std::string>& names,
                     const std::string& package, const RunEvents& events = {});

/// Judges what a grading has stored (GradingOptions::observations). Throws UsageError where the
/// file holds no such thing.
GradedRun JudgeStored(const GradingOptions& options, const std::string& path,
                      const RunEvents& events = {});

/// Throws UsageError for a glob in `--check` that matches nothing.
void RequireChecks(const GradingOptions& options);

/// Whether the harness erred, or the control failed so that nothing could be graded.
bool HarnessFailed(const Report& report);

/// 99 or 77 where the harness or the control failed, or nothing could be graded; 2 where a target
/// is none; otherwise 0. What could not be installed leads to 77 by itself, and to 2 beside others.
int ExitCodeOf(const GradedRun& run);

}  // namespace isograde
