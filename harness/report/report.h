#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/version.h"
#include "checklist/effort.h"
#include "checklist/grade.h"
#include "checklist/making.h"
#include "checklist/use.h"
#include "sandbox/held.h"
#include "sandbox/limits.h"
#include "target/called.h"
#include "target/recipe_fault.h"
#include "target/target.h"

namespace isograde {

inline constexpr const char* kReportSchema = "isograde/report/2";
/// What was before it, which is read too: a package there is a distribution.
inline constexpr const char* kFirstReportSchema = "isograde/report/1";

/// What the module says of itself, in report.json's words; empty strings where there is nothing to
/// say.
struct Declared {
  std::string init;
  std::string multiple_interpreters;
  std::string gil;
};

/// A call that further interpreters decline as its documentation says, in each of them.
struct DeclinedCall {
  std::string call;
  std::string exception;
  std::vector<int> interpreters;
  std::vector<std::string> configs;
};

/// All that is told about one target.
struct TargetReport {
  Target target;
  std::string sha256;
  Declared declared;
  Making making{};  ///< of an extension module
  Demonstrated demonstrated;
  std::string refusal;  ///< what it said when it refused a further interpreter; empty: it did not
  std::string dependency;  ///< the module that keeps it from loading; empty: none
  std::vector<DeclinedCall> declines{};
  std::optional<Called> called{};  ///< where it was explored
  bool is_import_only = false;     ///< nothing of it was called
  std::vector<RecipeFault> recipe_faults{};
  Grade grade;
  std::vector<Use> uses{};  ///< by config; those of `override` are no use
  std::string worst;        ///< of a distribution: the member whose grade it has; empty: its own
  std::vector<CheckResult> results;
  bool is_from_store = false;  ///< nothing was run: it is as it was
};

/// One experiment of the control.
struct ControlReport {
  std::string config;
  std::string experiment;
  std::string outcome;  ///< "complete", or what happened
};

/// What a run cost. CPU time: user and system, of this process and its children, in seconds.
struct Timings {
  int interpreters = 0;
  int children = 0;
  double wall_s = 0;  ///< since the process started
  double cpu_s = 0;
  double floor_s = 0;  ///< interpreters created x the CPU cost of creating and ending one with
                       ///< nothing in it, by config, same run
  int tries = 0;  ///< children that were to show how reliable this CPython is; `cpu_s` has theirs
  double tries_cpu_s = 0;
};

/// A whole run: every output format is written from this. A distribution is followed by its
/// members, one target each, Target::owner set.
struct Report {
  std::string date;  ///< ISO 8601, UTC
  std::string python_version, python_executable, compiler;
  bool debug = false;
  bool free_threaded = false;
  Effort effort;
  Confining confining = Confining::kTry;  ///< of one of an isograde that confined nothing: kOff
  Held held;                              ///< by it, in this run
  /// What narrowed the run to a part of the checks, as it was asked for: "--check state/*". Empty:
  /// nothing did. Only grades and absences of equal selections can be compared.
  std::vector<std::string> selection;
  /// Of recipes that belong to no target of the report.
  std::vector<RecipeFault> recipe_faults;
  std::vector<ControlReport> control;
  std::vector<TargetReport> targets;
  std::vector<std::string> changes;  ///< of what was stored, what holds no more: a sentence each
  Timings timings;
  std::string schema = kReportSchema;  ///< that it was read from; it is written as kReportSchema
  std::string isograde_version = kVersion;
};

/// Of all recipes: those of no target first.
std::vector<RecipeFault> RecipeFaults(const Report& report);

/// Of a use table, by config; empty fields are left out.
nlohmann::json UsesJson(const std::vector<Use>& uses);

/// report.json, after the schema `isograde/report/2`.
nlohmann::json ToJson(const Report& report);

}  // namespace isograde
