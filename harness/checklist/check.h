#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checklist/experiment_id.h"
#include "checklist/finding.h"
#include "interpreter/interpreter_config.h"
#include "sandbox/stage.h"

namespace isograde {

struct Observations;
struct Position;

/// A stage of an experiment.
struct Answer {
  ExperimentId experiment;
  Stage stage;
};

/// Each of these stages of each of these experiments.
std::vector<Answer> Answers(const std::vector<ExperimentId>& experiments,
                            const std::vector<Stage>& stages);

/// Whether a check is about what a distribution does as one, about each extension module that it
/// loads, or about both. A module by itself is both.
enum class CheckScope { kWhole, kMembers, kBoth };

/// What a remedy changes that a generator writes (Cython and its like): where one made the module,
/// its own remedy takes the place of the one in C. kNothing: it is about what the author wrote.
enum class GeneratedPart { kNothing, kState, kSupport, kRefusal, kGil };

/// One item of the checklist: a claim about extension modules, and a pure function from
/// observations to a finding.
struct Check {
  std::string_view id;  ///< "suite/statement-that-is-true-or-false"; the check's file is named so
  StateLevel level;     ///< where the state that a failure is about lives
  StateLevel belongs;   ///< and where it should; the same: it is not the module's to change
  Severity severity;    ///< of a failure
  std::string_view claim;
  std::string_view rationale;  ///< URL of the PEP or document that says why
  std::string_view remedy;     ///< what an author does about a failure
  /// The same, for who writes Python, where `remedy` is about C; empty: it is for both.
  std::string_view remedy_in_python = {};
  GeneratedPart remedy_changes = GeneratedPart::kNothing;
  /// Does not depend on how interpreters are created: judged once, under the config "any", from the
  /// target alone in main.
  bool config_independent = false;
  /// Where it looks; of these, what the control shows too is not charged to the module.
  std::vector<ExperimentId> experiments = {experiments::kSideBySide.begin(),
                                           experiments::kSideBySide.end()};
  /// What must have been gone through for this check to be able to tell.
  std::vector<Stage> stages;
  /// A crash or hang there is this check's failure. Each stage of each experiment is answered for
  /// by one check, or what breaks there would be nobody's.
  std::vector<Answer> answers_for;
  /// Of a distribution: of what it is judged.
  CheckScope scope = CheckScope::kWhole;
  Finding (*judge)(const Observations&) = nullptr;
  /// Instead of `judge`, where what was seen says something only beside the control's.
  Finding (*judge_against)(const Observations&, const Observations& control) = nullptr;
  /// Its evidence names what the state lives in (a variable, a type, a function of CPython), which
  /// failures of others come from.
  bool names_state = false;
  /// The configs in which it makes sense; empty: all.
  std::vector<InterpreterConfig> configs = {};
  /// Tries what no declaration can decline, so that a failure does not count for a module that
  /// declines further interpreters.
  bool spares_refusers = false;
  /// Rests on repetition: left out of a fast run.
  bool repeats = false;
  /// Path of its file below suites/, without `.cc`; set by registration.
  std::string_view file = {};

  bool AnswersFor(ExperimentId experiment, const Position& position) const;
  std::string_view suite() const { return id.substr(0, id.find('/')); }
  std::string_view name() const { return id.substr(id.find('/') + 1); }
};

/// Every check, sorted by id.
const std::vector<Check>& AllChecks();

/// nullptr when there is none of that id.
const Check* FindCheck(std::string_view id);

/// What to do about a failure: the finding's own words, or the check's.
std::string RemedyOf(const Check& check, const Finding& finding);

/// Where that, or the rule that was broken, stands.
std::string LinkOf(const Check& check, const Finding& finding);

/// What Python code can do about objects and results that cross between interpreters.
inline constexpr std::string_view kLookAtItsExtensions =
    "Python code shares nothing between interpreters by itself: grade the extension modules that "
    "it imports.";

/// Shell-style match of a check's id: `*` any characters, `?` one.
bool Matches(std::string_view pattern, std::string_view id);

namespace internal {
struct CheckRegistration {
  CheckRegistration(std::string_view file, Check check);
};
}  // namespace internal

/// Registers the check of the file that it stands in. A test compares every id with its file's path
/// (Check::file).
#define ISOGRADE_CHECK(...)                                                   \
  static const ::isograde::internal::CheckRegistration isograde_registration( \
      ISOGRADE_CHECK_PATH, ::isograde::Check __VA_ARGS__)

}  // namespace isograde
