#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/state_level.h"

namespace isograde {

/// "Could not tell" is never a pass and never a fail.
enum class Verdict { kPass, kFail, kNotApplicable, kInconclusive, kHarnessError };
NLOHMANN_JSON_SERIALIZE_ENUM(Verdict, {{Verdict::kHarnessError, "harness_error"},
                                       {Verdict::kPass, "pass"},
                                       {Verdict::kFail, "fail"},
                                       {Verdict::kNotApplicable, "not_applicable"},
                                       {Verdict::kInconclusive, "inconclusive"}})

/// Of a failed check, worst first.
enum class Severity {
  kBreaks,        ///< crash, hang, wrong result, wrong except
  kContaminates,  ///< one interpreter sees or changes another's state
  kHygiene,       ///< a rule of the HOWTO is broken, no harm seen
  kNote,
};
NLOHMANN_JSON_SERIALIZE_ENUM(Severity, {{Severity::kNote, "note"},
                                        {Severity::kBreaks, "breaks"},
                                        {Severity::kContaminates, "contaminates"},
                                        {Severity::kHygiene, "hygiene"}})

/// One thing that was seen and that a finding rests on. Empty fields are left out of reports.
struct Evidence {
  std::string text;         ///< for people, complete in itself
  std::string object_path;  ///< how the module leads to the object
  std::string type;
  std::string address;
  std::vector<int> interpreters;
  std::string signal;
  std::string function;            ///< in which it happened
  std::string file;                ///< of its source, as the compiler noted it
  int line = 0;                    ///< 0: not known
  std::vector<std::string> stack;  ///< native frames of one thread, innermost first
  std::string python;              ///< Python frames, as CPython dumps them
  std::string symbol;              ///< of CPython's C API, that it is about
  std::string variable;            ///< static variable that it is about
  std::string library;  ///< shared library that the variable, or whoever wants the symbol, is in
  std::string script;   ///< Python that shows it without isograde
};
void to_json(nlohmann::json& json, const Evidence& evidence);

/// What a check says of one target in one config.
struct Finding {
  Verdict verdict = Verdict::kInconclusive;
  std::string message;
  std::vector<Evidence> evidence;
  /// Where what was seen is graver than the check's own severity (a crash), or lighter.
  std::optional<Severity> severity;
  /// Of a failure that a check tells because an experiment broke: which. What excuses the break,
  /// excuses it.
  std::string_view rests_on;
  /// Of a failure: it happens before the target could refuse, and counts for one that does.
  bool precedes_refusal = false;
  /// Where the cause is known, what its author does about it; empty: what the check says.
  std::string remedy{};
  std::string link{};  ///< where that stands; empty: where the check's rule does

  Finding&& With(std::vector<Evidence> more) && {
    evidence = std::move(more);
    return std::move(*this);
  }
  Finding&& RestingOn(std::string_view experiment) && {
    rests_on = experiment;
    return std::move(*this);
  }
  Finding&& As(Severity graver) && {
    severity = graver;
    return std::move(*this);
  }
};

Finding Pass(std::string message = {});
Finding Fail(std::string message);
Finding NotApplicable(std::string message);
Finding Inconclusive(std::string message);

}  // namespace isograde
