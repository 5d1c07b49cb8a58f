#include "suites/identity/different_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "checklist/demonstrated.h"
#include "checklist/import_outcome.h"
#include "suites/identity/call_results.h"
#include "suites/identity/reproduction.h"
#include "suites/identity/share_recorder.h"
#include "suites/state/static_changes.h"

namespace isograde {
namespace {

// With these a module declines what it does not support in further interpreters.
constexpr std::array<std::string_view, 6> kDeclining = {"RuntimeError", "NotImplementedError",
                                                        "ImportError",  "ModuleNotFoundError",
                                                        "OSError",      "PermissionError"};

// Or says so, as CPython does of signals.
bool Declines(const CallResult& result) {
  return result.raised &&
         (std::find(kDeclining.begin(), kDeclining.end(), result.type) != kDeclining.end() ||
          result.message.find("interpreter") != std::string::npos);
}

bool SharesObjects(const Observations& seen) {
  const auto all = seen.Across<SharedObjects>();
  return std::any_of(all.begin(), all.end(),
                     [](const SharedObjects& shared) { return shared.topmost > shared.constants; });
}

std::string WhatCame(const CallResult& result) {
  if (result.raised) return "raised " + (result.message.empty() ? result.type : result.message);
  return "gave " + (result.value.empty() ? "a " + result.type : result.value);
}

// Another implementation gives other results: a dependency's, too, for which this module may fall
// back as `datetime` does. loading/same-implementation tells of it.
bool RunsOtherCode(const Observations& seen) {
  const auto imports = seen.Across<ImportOutcome>();
  return std::any_of(imports.begin(), imports.end(), [](const ImportOutcome& one) {
    return !one.missing_modules.empty() || !one.missing_elsewhere.empty() ||
           !one.differences.empty();
  });
}

bool IsSame(const CallResult& one, const CallResult& other) {
  return one.raised == other.raised && one.type == other.type && one.value == other.value;
}

}  // namespace

bool DeclinesSomeFound(const Record& record) {
  struct Tally {
    bool main_has_it = false;
    int others = 0, declined = 0;
  };
  std::map<std::string, Tally> by_call;
  for (const CallResult& result : record.All<CallResult>()) {
    Tally& tally = by_call[result.call];
    if (!result.trouble.empty()) continue;
    if (result.interpreter == 0) {
      tally.main_has_it = !result.raised;
    } else {
      ++tally.others;
      if (Declines(result)) ++tally.declined;
    }
  }
  return std::any_of(by_call.begin(), by_call.end(), [](const auto& entry) {
    const Tally& tally = entry.second;
    return tally.main_has_it && tally.others > 0 && tally.declined == tally.others;
  });
}

bool ChangesItsStatics(const Observations& seen) {
  const auto all = seen[experiments::kMainFirst].All<StaticChanges>();
  return std::any_of(all.begin(), all.end(), [](const StaticChanges& changes) {
    return changes.phase == StaticPhase::kUse && changes.total > 0;
  });
}

DifferentResults FindDifferentResults(const Observations& seen) {
  DifferentResults found;
  if (RunsOtherCode(seen)) return found;
  std::map<std::string, CallResult> alone;
  for (CallResult& result : seen[experiments::kAlone].All<CallResult>()) {
    if (result.trouble.empty()) alone.emplace(result.call, std::move(result));
  }
  const bool has_cause = ChangesItsStatics(seen) || SharesObjects(seen);
  for (const CallResult& result : seen.Across<CallResult>()) {
    const auto reference = alone.find(result.call);
    if (reference == alone.end() || !result.trouble.empty()) continue;
    ++found.tried;
    if (IsSame(result, reference->second) || Declines(result)) continue;
    // What works in main, and anywhere else is said not to be there, is a cause by itself.
    const bool is_caused = has_cause || (result.raised && !reference->second.raised);
    (is_caused ? found.caused : found.unexplained)
        .push_back({.text = fmt::format("in {} ({}), `{}` {}; alone it {}",
                                        InterpreterName(result.interpreter), Words(result.phase),
                                        result.call, WhatCame(result), WhatCame(reference->second)),
                    .interpreters = {result.interpreter},
                    .script = ReproductionOfDifference(result, reference->second, seen.config)});
  }
  return found;
}

}  // namespace isograde
