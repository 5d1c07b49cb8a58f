#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cstdio>

#include "base/error.h"
#include "base/exit_code.h"
#include "base/progress.h"
#include "base/visible.h"
#include "base/written_file.h"
#include "cli/commands.h"
#include "explore/exploration.h"
#include "explore/explored.h"
#include "report/style.h"
#include "target/resolve.h"

namespace isograde {
namespace {

std::string WhatCame(const ExploredCall& call) {
  std::string text = call.returned ? "gives " : "raises ";
  text += call.by_value && call.value.size() <= 60 ? call.value : call.type;
  if (!call.changes.empty()) text += fmt::format("; changes {}", fmt::join(call.changes, ", "));
  return text;
}

void Tell(const Target& target, const Exploration& found, bool verbose) {
  const Style style = Style::ForDescriptor(STDOUT_FILENO);
  fmt::print("{}: called {}; {} calls are kept of {} that were tried\n\n", style.Bold(target.name),
             Text(CalledOf(found)), found.calls.size(), found.tried);
  for (const ExploredCall& call : found.calls) {
    fmt::print("  {}\n      {}{}\n", VisibleLine(call.code), VisibleLine(WhatCame(call)),
               verbose ? "; kept for " + call.why : "");
  }
  for (const BrokenCall& broken : found.broke)
    fmt::print("  {}\n      the process {}\n", VisibleLine(broken.code), VisibleLine(broken.how));
  if (!verbose || found.silent.empty()) return;
  fmt::print("\nNothing was taken by:\n");
  for (const SilentCallable& silent : found.silent)
    fmt::print(
        "  {}: {}\n", VisibleLine(silent.name),
        silent.raised.empty() ? "not tried" : fmt::format("{}", fmt::join(silent.raised, ", ")));
}

}  // namespace

int ExploreCommand(const Options& options) {
  if (!options.output.empty()) RequireWritable(options.output);
  const GradingOptions& grading = options.grading;
  if (const std::string why = WhatForbidsExploring(grading.limits); !why.empty())
    throw HarnessError(why);
  const Resolving resolving{.jobs = grading.jobs, .limits = grading.limits};
  int exit_code = kThresholdMet;
  for (const Target& target : ResolveAll({options.subject}, resolving).targets) {
    if (!target.owner.empty()) continue;
    if (target.kind == TargetKind::kUnknown) {
      fmt::print(stderr, "isograde: {}\n", VisibleLine(target.problem));
      return kUsage;
    }
    const Exploration found =
        ExploreConfined(target, {}, grading.limits, grading.jobs, grading.explore);
    Progress::Clear();
    if (!found.trouble.empty()) {
      fmt::print(stderr, "isograde: {} could not be explored: {}\n", target.name,
                 VisibleLine(found.trouble));
      exit_code = kHarnessFailed;
      continue;
    }
    if (!options.output.empty()) WriteFile(options.output, RecipeText(found));
    Tell(target, found, options.verbose);
  }
  return exit_code;
}

}  // namespace isograde
