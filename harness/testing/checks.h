#pragma once

#include <vector>

#include "checklist/check.h"
#include "checklist/experiment_id.h"
#include "checklist/import_outcome.h"
#include "testing/observed.h"
#include "testing/stages.h"

namespace isograde {

/// Checks that find what a test wants them to, and what they are to judge.
namespace test_checks {

/// Of those that go beyond a first look.
inline constexpr ExperimentId kEnding = "last-loader-ends", kAtOnce = "parallel-import",
                              kCycles = "cycles";
inline const std::vector<ExperimentId> kReads = {experiments::kAlone,
                                                 experiments::kMainFirst,
                                                 experiments::kMainLast,
                                                 kEnding,
                                                 kAtOnce,
                                                 kCycles};

/// A check that reads the stages import and walk, answers for walk, and says what it is told to.
template <Verdict verdict>
Check Saying() {
  return {.id = "suite/check",
          .level = StateLevel::kModule,
          .severity = Severity::kHygiene,
          .stages = {stages::kImport, test_stages::kWalk},
          .answers_for = Answers(kReads, {test_stages::kWalk}),
          .judge = [](const Observations&) {
            Finding finding;
            finding.verdict = verdict;
            finding.message = "said";
            return finding;
          }};
}

inline const Check kPassing = Saying<Verdict::kPass>();
inline const Check kFailing = Saying<Verdict::kFail>();

/// Fails where the target is not the control.
inline const Check kFailingForTarget = [] {
  Check check = kPassing;
  check.judge = [](const Observations& seen) {
    return seen.target.name == "control" ? Pass() : Fail("found");
  };
  return check;
}();

inline Observations Control() {
  Observations control{.target = {.name = "control"}};
  for (const ExperimentId experiment : kReads) control.At(experiment) = CompleteRecord();
  return control;
}

inline Observations Seen() { return LoadedEverywhere(); }

}  // namespace test_checks
}  // namespace isograde
