#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/exit_code.h"
#include "checklist/check.h"
#include "checklist/experiment.h"
#include "cli/commands.h"
#include "cli/purpose.h"
#include "grading/graded_run.h"
#include "grading/known_summaries.h"
#include "grading/live_run.h"
#include "report/environment.h"
#include "report/report.h"
#include "report/target_group.h"
#include "report/words.h"
#include "store/store.h"

namespace isograde {
namespace {

// Those that take nothing but imports, which are made anyway.
std::vector<std::string> ChecksOfImports() {
  std::vector<std::string> ids;
  for (const Check& check : AllChecks()) {
    const bool by_import =
        std::all_of(check.experiments.begin(), check.experiments.end(), [](ExperimentId id) {
          const Experiment* const experiment = FindExperiment(id);
          return id == experiments::kAlone || (experiment && experiment->basic);
        });
    if (by_import) ids.emplace_back(check.id);
  }
  return ids;
}

// Other versions of it that may be used so, as far as they were ever looked at with this CPython.
std::vector<std::string> VersionsThatCan(const Store& store, const Summary& summary,
                                         const std::string& config) {
  std::vector<std::string> versions;
  for (const nlohmann::json& told : store.ReportsOf(summary.name)) {
    try {
      const Summary other = told.get<Summary>();
      const Use* const use = other.In(config);
      const bool is_known =
          std::find(versions.begin(), versions.end(), other.version) != versions.end();
      if (use && IsUsable(*use) && other.version != summary.version && !is_known)
        versions.push_back(other.version);
    } catch (const nlohmann::json::exception&) {
      continue;
    }
  }
  return versions;
}

std::string Instead(const Store& store, const Summary& summary, const std::string& config) {
  std::string text;
  if (const auto versions = VersionsThatCan(store, summary, config); !versions.empty())
    text +=
        fmt::format("version {}, which can, as the store has it; ", fmt::join(versions, " or "));
  const Use* const shared = summary.In(Name(InterpreterConfig::kLegacy));
  if (config != Name(InterpreterConfig::kLegacy) && summary.is_whole && shared && IsUsable(*shared))
    text += "interpreters with a shared GIL; ";
  return text + "processes, or the main interpreter alone";
}

std::string Sentence(const Store& store, const Summary& summary, const Use& use) {
  const std::string detail = UseDetail(use, 3);
  const std::string because = detail.empty() ? "" : ": " + detail;
  constexpr std::string_view kWithout = "without ";
  switch (use.word) {
    case UseWord::kWorks:
      return "yes";
    case UseWord::kFallsBack:
      return "yes, without its extension modules" +
             (detail.starts_with(kWithout) ? " " + detail.substr(kWithout.size()) : because);
    case UseWord::kRefuses:
    case UseWord::kUnsafe:
      return fmt::format("no, it {}{}; instead: {}",
                         use.word == UseWord::kRefuses ? "refuses" : "is unsafe", because,
                         Instead(store, summary, use.config));
    case UseWord::kUnknown:
      return "cannot tell" + because;
  }
  return {};
}

}  // namespace

int CanCommand(const Options& options, const std::string& package) {
  const std::string config = ConfigForPurpose(options.purpose);
  const std::vector<std::string> names = {options.subject};
  const KnownSummaries known = FindSummaries(options.grading, names, package);
  Summary summary;
  if (!known.summaries.empty()) {
    summary = known.summaries.begin()->second;
  } else {
    GradingOptions grading = options.grading;
    grading.configs = {*ConfigFromName(config)};
    grading.checks = ChecksOfImports();
    grading.tries = 0;
    const GradedRun run = RunGrading(grading, names, package);
    if (run.interrupted) {
      fmt::print(stderr, "isograde: interrupted\n");
      return InterruptedExit();
    }
    if (const int code = ExitCodeOf(run); code == kUsage || code == kHarnessFailed) return code;
    summary = SummaryOf(GroupsOf(run.report).front());
    summary.is_whole = false;
  }
  Report python;
  DescribePython(python);
  const Use* const found = summary.In(config);
  const Use use = found ? *found : Use{.config = config, .reason = summary.reason};
  const Store store(options.grading.store);
  fmt::print("{}{}{}, in interpreters with {} {} (CPython {}){}: {}\n", summary.name,
             summary.version.empty() ? "" : " ", summary.version,
             config == Name(InterpreterConfig::kLegacy) ? "a" : "an", UseName(config),
             PythonText(python), summary.is_whole ? "" : ", by import only",
             Sentence(store, summary, use));
  if (use.word == UseWord::kUnknown) return kNothingToGrade;
  return IsUsable(use) ? kThresholdMet : kBelowThreshold;
}

}  // namespace isograde
