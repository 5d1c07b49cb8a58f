#include <fmt/format.h>
#include <unistd.h>

#include <map>
#include <utility>

#include "base/exit_code.h"
#include "base/progress.h"
#include "base/toml_reader.h"
#include "base/visible.h"
#include "checklist/call_outcome.h"
#include "checklist/experiment.h"
#include "checklist/fresh_process.h"
#include "checklist/observations.h"
#include "checklist/recipe_correction.h"
#include "cli/commands.h"
#include "report/style.h"
#include "sandbox/child_pool.h"
#include "target/recipe.h"
#include "target/resolve.h"

namespace isograde {
namespace {

std::string WhatCame(const RaisedException& raised, const std::string& value) {
  return raised ? "raises " + Text(raised) : "gives " + value;
}

/// What came of a recipe in main alone, by line.
class Fit {
 public:
  Fit(const Recipe& recipe, const Record& alone) : recipe_(recipe) {
    for (const RaiseOutcome& one : alone.All<RaiseOutcome>())
      Note(one.call, one.trouble.empty() ? WhatCame(one.raised, "something") : one.trouble,
           one.caught);
    for (const UseOutcome& one : alone.All<UseOutcome>())
      Note(one.call, one.trouble.empty() ? WhatCame(one.raised, one.value) : one.trouble,
           !one.raised || !one.documented.empty());
    for (const CurrentOutcome& one : alone.All<CurrentOutcome>())
      Note(one.call, WhatCame(one.raised, "something"), !one.raised);
    NoteFound(alone);
    for (const RecipeFault& fault : Corrected(recipe, alone).faults) {
      if (fault.line == 0)
        faults_.push_back(fault);
      else
        lines_[fault.line] = {fault.text, false};
    }
    if (!alone.complete())
      faults_.push_back(
          {recipe.module, recipe.file, recipe.LineOf(alone.last().detail), DescribeEnding(alone)});
  }

  void Tell() const {
    const Style style = Style::ForDescriptor(STDOUT_FILENO);
    for (const auto& [line, told] : lines_)
      fmt::print("  line {:<4} {}  {}\n", line,
                 told.second ? style.Praise("fits") : style.Alarm("not "), VisibleLine(told.first));
    for (const RecipeFault& fault : faults_)
      fmt::print("  {}  {}\n", style.Alarm("not "), VisibleLine(Text(fault)));
  }

  bool IsWhole() const {
    for (const auto& [line, told] : lines_) {
      if (!told.second) return false;
    }
    return faults_.empty();
  }
  bool empty() const { return lines_.empty() && faults_.empty(); }

 private:
  void Note(const std::string& call, const std::string& text, bool fits) {
    lines_[recipe_.LineOf(call)] = {fmt::format("`{}` {}", call, text), fits};
  }

  // What suites/identity/call_results.h has as CallResult, of which no more is known here.
  void NoteFound(const Record& alone) {
    for (const auto& entry : alone.observations) {
      if (entry->name != "call-result") continue;
      const auto text = [&](const char* key) { return entry->data.at(key).get<std::string>(); };
      const bool raised = entry->data.at("raised").get<bool>();
      const std::string& what =
          raised ? "raises " + text("message")
                 : "gives " + (text("value").empty() ? "a " + text("type") : text("value"));
      Note(text("call"), text("trouble").empty() ? what : text("trouble"), text("trouble").empty());
    }
  }

  const Recipe& recipe_;
  std::map<int, std::pair<std::string, bool>> lines_;
  std::vector<RecipeFault> faults_;
};

int NotRead(const RecipeFault& fault) {
  fmt::print(stderr, "isograde: recipe {}\n", VisibleLine(Text(fault)));
  return kUsage;
}

}  // namespace

int RecipeCommand(const Options& options) {
  const RecipeBook book({}, {options.recipe_file});
  if (!book.problems().empty()) return NotRead(book.problems().front());
  const Recipe recipe = ReadRecipe(options.recipe_file);
  const GradingOptions& grading = options.grading;
  const Resolving resolving{.jobs = grading.jobs, .limits = grading.limits};
  const Target target = ResolveAll({recipe.module}, resolving).targets.front();
  if (target.kind == TargetKind::kUnknown)
    return NotRead({recipe.module, options.recipe_file, 1, target.problem});
  ChildPool pool(1, grading.limits);
  pool.OnProgress(Progress::ShowExperiments);
  pool.Queue("alone", [&](Channel& channel) {
    RunExperiment(*FindExperiment(experiments::kAlone), {.target = target, .recipe = recipe},
                  InterpreterConfig::kLegacy, grading.effort, channel);
  });
  const Record& alone = pool.Wait("alone");
  Progress::Clear();
  const Fit fit(recipe, alone);
  fmt::print("{}, for {}{}\n", VisibleLine(options.recipe_file), VisibleLine(recipe.module),
             fit.empty() ? ": it calls nothing" : "");
  fit.Tell();
  return fit.IsWhole() ? kThresholdMet : kBelowThreshold;
}

}  // namespace isograde
