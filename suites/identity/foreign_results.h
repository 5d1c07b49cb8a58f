#pragma once

#include <string>
#include <vector>

#include "checklist/finding.h"
#include "checklist/observations.h"
#include "suites/identity/call_results.h"

namespace isograde {

/// Results of calls whose class is another interpreter's, though in main alone it is not.
class ForeignResults {
 public:
  explicit ForeignResults(const Observations& seen);

  /// Whether main alone made any call that was found.
  bool has_calls() const { return has_calls_; }
  /// How many results were compared with those of main alone.
  int tried() const { return tried_; }
  /// Of what was returned, and of what was raised.
  std::vector<Evidence> Returned() const { return Told(false); }
  std::vector<Evidence> Raised() const { return Told(true); }

 private:
  std::vector<Evidence> Told(bool raised) const;

  InterpreterConfig config_;
  bool has_calls_ = false;
  int tried_ = 0;
  std::vector<CallResult> foreign_;
};

}  // namespace isograde
