#include <fmt/format.h>

#include "checklist/check.h"
#include "checklist/grade.h"
#include "error.h"
#include "host/commands.h"
#include "host/exit_code.h"
#include "target/resolve.h"

namespace isograde {
namespace {

std::string JsonName(const auto& value) {
  return nlohmann::json(value).template get<std::string>();
}

void ExplainGrades() {
  fmt::print("The first rule that holds gives the grade.\n\n");
  for (const GradeRule& rule : GradeTable()) fmt::print("{:8} {}\n", rule.grade, rule.when);
  fmt::print(
      "\n`override` never counts. `legacy` does not count for a module that declares "
      "not_supported.\n"
      "For a module that declines further interpreters, these do not count:");
  for (const Check& check : AllChecks()) {
    if (check.spares_refusers) fmt::print(" {}", check.id);
  }
  fmt::print(
      ".\n"
      "A package has the grade of its worst extension module: F, D, C, unknown, refuses, B, A.\n");
}

void ExplainCheck(const Check& check) {
  fmt::print("{}\n\n  {}\n\n  level      {}\n  severity   {}\n  rationale  {}\n  remedy     {}\n",
             check.id, check.claim, JsonName(check.level), JsonName(check.severity),
             check.rationale, check.remedy);
}

}  // namespace

int ExplainCommand(const Options& options) {
  if (options.subject == "grades") {
    ExplainGrades();
    return kThresholdMet;
  }
  bool found = false;
  for (const Check& check : AllChecks()) {
    if (check.id != options.subject && check.name() != options.subject) continue;
    ExplainCheck(check);
    found = true;
  }
  if (!found)
    throw UsageError(
        fmt::format("no check is called {}: `isograde list checks` shows them", options.subject));
  return kThresholdMet;
}

int ListCommand(const Options& options) {
  if (options.subject == "checks") {
    for (const Check& check : AllChecks())
      fmt::print("{:50} {:13} {:12} {}\n", check.id, JsonName(check.severity),
                 JsonName(check.level), check.claim);
  } else if (options.subject == "experiments") {
    for (const Experiment experiment : kAllExperiments)
      fmt::print("{:18} {}\n", Name(experiment), Words(experiment));
  } else {
    for (const std::string& name : StandardLibraryExtensions()) fmt::print("{}\n", name);
  }
  return kThresholdMet;
}

}  // namespace isograde
