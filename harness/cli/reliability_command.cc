#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/exit_code.h"
#include "base/progress.h"
#include "base/written_file.h"
#include "checklist/check.h"
#include "checklist/experiment.h"
#include "checklist/innocent.h"
#include "cli/commands.h"
#include "grading/tries.h"
#include "interpreter/cpython_api.h"
#include "report/style.h"
#include "report/table.h"
#include "target/resolve.h"

namespace isograde {
namespace {

// The innocent extensions, then the modules that are asked for.
std::vector<std::string> AllThatIsTried(const Options& options) {
  std::vector<std::string> names = options.targets;
  if (options.standard_library) {
    const auto more = StandardLibraryExtensions();
    names.insert(names.end(), more.begin(), more.end());
  }
  std::vector<std::string> with;
  for (const Innocent& innocent : Innocents()) with.emplace_back(innocent.module);
  for (const std::string& name : names) {
    const Target target = Resolve(name);
    if (target.kind == TargetKind::kUnknown) throw UsageError(target.problem);
    with.push_back(IdentityOf(target.name, target.file));
  }
  return with;
}

bool IsReadIn(InterpreterConfig config, ExperimentId experiment) {
  const auto has = [](const auto& all, const auto& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  return std::any_of(AllChecks().begin(), AllChecks().end(), [&](const Check& check) {
    return has(check.experiments, experiment) &&
           (check.configs.empty() || has(check.configs, config));
  });
}

// Those in which a check reads it, and for which grades count it: `override` is none.
std::vector<std::optional<InterpreterConfig>> ConfigsOf(const Experiment& experiment) {
  if (experiment.config_independent) return {std::nullopt};
  std::vector<std::optional<InterpreterConfig>> configs;
  for (const InterpreterConfig config : cpython::SupportedConfigs()) {
    if (config != InterpreterConfig::kOverride && IsReadIn(config, experiment.id))
      configs.emplace_back(config);
  }
  return configs;
}

}  // namespace

int ReliabilityCommand(const Options& options, const std::string& package) {
  const std::vector<std::string> with = AllThatIsTried(options);
  if (!options.output.empty()) RequireWritable(options.output);
  const GradingOptions& grading = options.grading;
  ChildPool pool(grading.jobs, grading.limits);
  pool.OnProgress(Progress::ShowExperiments);
  ReliabilityBook book = options.anew ? ReliabilityBook(grading.effort)
                                      : ReliabilityBook(package + "/reliability", grading.effort);
  Tries tries(pool, book, grading.effort, grading.tries);
  std::vector<std::vector<std::string>> rows = {{"experiment", "config", "what happens", "tries"}};
  for (const Experiment& experiment : AllExperiments()) {
    if (experiment.id == experiments::kAlone || experiment.probe) continue;
    for (const auto& config : ConfigsOf(experiment)) {
      for (const Reliability& tried : tries.Of(experiment, config, with)) {
        for (const Breakdown& breakdown : tried.breakdowns)
          rows.push_back(
              {std::string(experiment.id), config ? std::string(Name(*config)) : "any",
               fmt::format(
                   "{}, the process {}{}", Words(tried), breakdown.words,
                   breakdown.site.function.empty() ? "" : ", in " + breakdown.site.function),
               fmt::format("{} of {}", breakdown.times, tried.tries)});
      }
    }
  }
  Progress::Clear();
  if (!options.output.empty()) WriteFile(options.output, TableOf(book.TriedHere()));
  const Style style = Style::ForDescriptor(STDOUT_FILENO);
  fmt::print("{}\n\n",
             style.Bold(fmt::format("CPython {}, with no target", cpython::VersionText())));
  if (rows.size() == 1) {
    fmt::print("Every experiment came to its end, with each of {} extensions.\n", with.size());
  } else {
    std::fputs(FormatTable({18, 10, 90, 8}, rows).c_str(), stdout);
  }
  if (!book.file().empty()) fmt::print("\nKept in {}\n", book.file());
  return kThresholdMet;
}

}  // namespace isograde
