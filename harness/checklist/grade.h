#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checklist/finding.h"
#include "interpreter/interpreter_config.h"

namespace isograde {

/// How one target came out of one check in one config ("any": config-independent).
struct CheckResult {
  std::string id;
  std::string config;
  Severity severity = Severity::kNote;
  StateLevel level = StateLevel::kModule;
  bool spares_refusers = false;  ///< Check::spares_refusers
  std::string of{};              ///< the member of a distribution that it is of, among the others'
  Finding finding{};
  bool counts = true;  ///< Counts(), once the target is graded
};

/// What a config showed, in report.json's words: "loads", "refuses", "fails", "crashes",
/// "hangs", or "" where it was not tried.
using Demonstrated = std::map<std::string, std::string>;

/// What the grade of one target rests on.
struct GradeInput {
  std::string multiple_interpreters;  ///< as declared: "per_interpreter_gil", "supported",
                                      ///< "not_supported", "unspecified", ""
  Demonstrated demonstrated;
  std::string unimportable;  ///< why the main interpreter cannot import it; empty: it can
  std::string
      dependency;  ///< the module that keeps it from loading where it does not load; empty: none
  std::string dependency_declares;  ///< as `multiple_interpreters`
  bool refuses_by_itself = false;  ///< under `legacy`, where CPython does not check, it refuses and
                                   ///< no dependency is the reason
  bool complete = true;            ///< every check was run; a filtered run cannot praise
  bool all_count = false;  ///< the results are those that count, each by its own member's input
  std::span<const CheckResult> results;
};

struct Grade {
  std::string letter;  ///< "A", "B", "C", "D", "F", "refuses", "unknown"
  std::string reason;  ///< one sentence
};

/// One row of the policy.
struct GradeRule {
  std::string_view grade;
  std::string_view when;  ///< the rule in words, for `isograde explain grades`
  bool (*holds)(const GradeInput&, std::string& reason);
};

/// The policy: the first rule that holds gives the grade.
std::span<const GradeRule> GradeTable();

Grade GradeOf(const GradeInput& input);

/// Whether a result counts: `override` never does, `legacy` not for a module that declares
/// not_supported, what spares refusers not for a module that declines further interpreters.
bool Counts(const CheckResult& result, const GradeInput& input);

/// Orders grades: A 5, B 4, C 3, D 2, F 1; refuses and unknown are outside of the order (0).
int Rank(std::string_view letter);

/// The worse of two for a package: F, D, C, unknown, refuses, B, A.
bool IsWorse(std::string_view letter, std::string_view than);

}  // namespace isograde
