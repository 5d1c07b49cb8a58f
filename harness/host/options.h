#pragma once

#include <string>
#include <vector>

#include "checklist/effort.h"
#include "host/bench_options.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/limits.h"

namespace isograde {

struct Options {
  std::string command;
  // grade, gate
  std::vector<std::string> targets;
  bool standard_library = false;
  Effort effort;
  std::vector<InterpreterConfig> configs;  ///< empty: all that this CPython has
  int jobs = 0;                            ///< 0: one per core
  std::vector<std::string> formats;        ///< "json", or with a file, "json=report.json"
  std::string output;                      ///< of report: a folder
  std::string fail_under;
  std::vector<std::string> checks;  ///< globs; empty: all
  std::vector<std::string> recipes;
  bool verbose = false;
  bool timings = false;
  Limits limits;
  std::vector<std::string> gtest;
  // gate
  std::string baseline;
  std::string accepted;
  std::string fail_on = "hygiene";  ///< a severity
  bool update = false;
  std::string bench_baseline;  ///< json of `isograde bench`; empty: costs are not looked at
  // badge; of gate: instead of grading
  std::string report_file;
  std::string badge_target;
  std::string endpoint;
  // report
  std::vector<std::string> report_files;
  // explain, list
  std::string subject;
  bool markdown = false;
  // bench
  BenchOptions bench;
};

/// Thrown when the command line itself says all there is to say: help, version, a mistake.
struct CommandLineDone {
  int exit_code;
};

/// Reads the command line, without the program's name. Prints help and mistakes by itself and
/// throws CommandLineDone then.
Options ReadCommandLine(const std::vector<std::string>& arguments);

}  // namespace isograde
