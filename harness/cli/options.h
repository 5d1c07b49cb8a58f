#pragma once

#include <string>
#include <vector>

#include "base/exit_code.h"
#include "bench/options.h"
#include "grading/grading_options.h"

namespace isograde {

struct Options {
  std::string command;
  // grade, gate
  std::vector<std::string> targets;
  bool standard_library = false;
  GradingOptions grading;
  std::vector<std::string> formats;  ///< "json", or with a file, "json=report.json"
  std::string output;                ///< of report: a folder
  std::string observations_file;     ///< of judge
  std::string fail_under;
  bool verbose = false;
  bool timings = false;
  std::string reproduce;  ///< folder for scripts that show findings without isograde
  // env, can
  std::string purpose;  ///< "pool", "shared"; empty: nothing is asked for
  // store
  std::string store_action;  ///< "", "prune"
  int older_than_days = 30;
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
  // reliability
  bool anew = false;
  // explain, list
  std::string subject;
  std::string recipe_action;  ///< "check"
  std::string recipe_file;
  bool markdown = false;
  // bench
  BenchOptions bench;
};

/// Reads the command line, without the program's name. Prints help and mistakes by itself and
/// throws CommandLineDone then.
Options ReadCommandLine(const std::vector<std::string>& arguments);

}  // namespace isograde
