#pragma once

#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "checklist/check.h"
#include "checklist/grade.h"
#include "grading/grading_options.h"
#include "grading/grading_run.h"
#include "report/report.h"

namespace isograde {

class PartsSource;
struct TargetGroup;

/// What is told of a run while it goes on.
struct RunEvents {
  /// With a report that has no targets yet, before the first of them is told.
  std::function<void(const Report&)> begun;
  /// Each target that was asked for, in their order, as soon as it is graded.
  std::function<void(const TargetGroup&)> graded;
  /// After each but the last, with what makes a report of those that are graded.
  std::function<void(const std::function<Report()>&)> so_far;
};

/// One grading run, from targets to a report. GoogleTest drives it: each (check, target, config) is
/// a registered test, named
/// `<suite>.<check>/<target>/<config>`, and reads the experiments that run ahead of it. Tests are
/// ordered by check; they are judged target by target before, so that each is told when it is done,
/// unless GoogleTest itself is to show them.
class Grading {
 public:
  /// All must outlive it.
  Grading(const GradingOptions& options, GradingRun& run, const RunEvents& events);
  ~Grading();

  /// Registers the tests, runs those that GoogleTest's flags select, fills the report. Returns
  /// false when GoogleTest only listed them, or when no test was selected.
  bool Run();

  const Report& report() const { return report_; }
  /// All that was observed, with the report, for StoredRun. Not of a run that was interrupted.
  nlohmann::json Stored() const;
  bool interrupted() const { return interrupted_; }
  /// Targets that were asked for, and how many of them, the first ones, are graded.
  std::size_t groups() const { return units_.size(); }
  std::size_t groups_graded() const { return graded_; }
  /// Of the report's targets, as many are of those that are graded.
  std::size_t targets_graded() const { return graded_ == 0 ? 0 : units_[graded_ - 1].end; }
  int tests_selected() const { return selected_; }

 private:
  friend class GradingTest;
  friend class GradingListener;
  struct Planned {
    const Check* check;
    std::size_t target;
    std::optional<InterpreterConfig> config;  ///< none: config-independent
  };

  /// What is graded as one: a target, a distribution with its members. Indices of targets.
  struct Unit {
    std::size_t begin, end;
  };

  Report SoFar() const;
  std::vector<std::string> Selection() const;
  void Register();
  /// Those of the run in which a check makes sense; none: it does not depend on one.
  std::vector<std::optional<InterpreterConfig>> ConfigsOf(const Check& check) const;
  /// Makes ready what the selected tests need: called when an iteration of GoogleTest starts.
  void Begin(const std::vector<std::string>& selected_tests);
  /// The result of one planned test, which is judged when it is asked for first.
  const Finding& Perform(const std::string& test);
  CheckResult Judged(const std::string& test);
  /// Judges and grades unit by unit, tells each, and stops where it is interrupted.
  void GradeInOrder();
  void Grade(const Unit& unit);
  Finding FindingOf(const Check& check, const Target& target,
                    std::optional<InterpreterConfig> config);
  void StartWith(const Demand& demand);
  void Assemble();
  /// Grades a target; `members`: of a distribution, graded.
  void AssembleTarget(std::size_t index, std::span<const TargetReport> members);

  const GradingOptions& options_;
  GradingRun& run_;
  ObservationSource* whole_ = nullptr;  ///< the run's
  std::unique_ptr<PartsSource> parts_;
  ObservationSource* source_ = nullptr;  ///< of parts, too
  Demand demand_;
  std::map<std::string, Planned> planned_;
  std::map<std::string, CheckResult> results_;
  std::vector<std::size_t> planned_per_target_;
  std::vector<std::vector<std::string>> selected_per_target_;
  std::vector<Unit> units_;
  std::size_t graded_ = 0;  ///< units
  const RunEvents& events_;
  bool in_order_ = true;  ///< judged before GoogleTest asks
  std::exception_ptr error_;
  Report report_;
  int selected_ = 0;
  bool interrupted_ = false;
};

}  // namespace isograde
