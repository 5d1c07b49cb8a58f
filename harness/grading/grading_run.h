#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "grading/observation_source.h"
#include "report/report.h"
#include "target/target.h"

namespace isograde {

/// What a set of tests needs to be observed.
struct Demand {
  struct OfTarget {
    std::map<InterpreterConfig, std::set<ExperimentId>> needs;  ///< may be empty: the target alone
    std::set<ExperimentId> single;                              ///< config-independent experiments
  };
  std::map<std::size_t, OfTarget> targets;  ///< by index
  std::set<std::string> unread;             ///< Effort::unread
};

/// Where one grading has everything from that it does not judge by itself: targets, observations,
/// and what stands in a report besides grades. A live run makes them, a stored one reads them.
class GradingRun {
 public:
  virtual ~GradingRun() = default;

  virtual const std::vector<Target>& targets() const = 0;
  virtual const std::vector<InterpreterConfig>& configs() const = 0;
  /// Whether a test is of this run, besides what options leave out.
  virtual bool Has(const std::string& /*check*/, const std::string& /*config*/,
                   const Target& /*target*/) const {
    return true;
  }
  /// What narrowed the run to a part of the checks already (Report::selection).
  virtual std::vector<std::string> selection() const { return {}; }
  /// Whether something says how to call the target's functions.
  virtual bool CallsFunctions(const Target& target) const = 0;
  virtual const Effort& effort() const = 0;

  /// Makes ready what these tests need; each time that GoogleTest repeats itself. Valid until the
  /// next time.
  virtual ObservationSource& Start(const Demand& demand) = 0;
  /// Fills in what a report says besides its targets.
  /// `interrupted`: without what would have to be waited for.
  virtual void Describe(Report& report, bool interrupted) = 0;
  /// SHA-256 of a target's file; may throw Interrupted.
  virtual std::string HashOf(const Target& target) = 0;
  /// Whether all that was observed of a target was known before.
  virtual bool IsFromStore(const Target& /*target*/) { return false; }
  /// That nobody will ask for what was observed of a target any more.
  virtual void Forget(const Target& /*target*/) {}
  /// How many of those that were asked for are graded.
  virtual void Graded(std::size_t /*done*/, std::size_t /*all*/) {}
};

}  // namespace isograde
