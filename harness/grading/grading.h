#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checklist/check.h"
#include "checklist/grade.h"
#include "grading/grading_options.h"
#include "grading/grading_run.h"
#include "report/report.h"

namespace isograde {

/// One grading run, from targets to a report. GoogleTest drives it: each (check, target, config) is
/// a registered test, named
/// `<suite>.<check>/<target>/<config>`, and reads the experiments that run ahead of it.
class Grading {
 public:
  /// Both must outlive it.
  Grading(const GradingOptions& options, GradingRun& run);
  ~Grading();

  /// Registers the tests, runs those that GoogleTest's flags select, fills the report. Returns
  /// false when GoogleTest only listed them, or when no test was selected.
  bool Run();

  const Report& report() const { return report_; }
  /// All that was observed, with the report, for StoredRun. Not of a run that was interrupted.
  nlohmann::json Stored() const;
  bool interrupted() const { return interrupted_; }
  int tests_selected() const { return selected_; }

 private:
  friend class GradingTest;
  friend class GradingListener;
  struct Planned {
    const Check* check;
    std::size_t target;
    std::optional<InterpreterConfig> config;  ///< none: config-independent
  };

  void Register();
  /// Those of the run in which a check makes sense; none: it does not depend on one.
  std::vector<std::optional<InterpreterConfig>> ConfigsOf(const Check& check) const;
  /// Makes ready what the selected tests need: called when an iteration of GoogleTest starts.
  void Begin(const std::vector<std::string>& selected_tests);
  /// Runs one planned test and notes its result.
  const Finding& Perform(const std::string& test);
  Finding FindingOf(const Check& check, const Target& target,
                    std::optional<InterpreterConfig> config);
  void Assemble();

  const GradingOptions& options_;
  GradingRun& run_;
  ObservationSource* source_ = nullptr;
  Demand demand_;
  std::map<std::string, Planned> planned_;
  std::map<std::string, CheckResult> results_;
  std::vector<std::size_t> planned_per_target_;
  Report report_;
  int selected_ = 0;
  bool interrupted_ = false;
};

}  // namespace isograde
