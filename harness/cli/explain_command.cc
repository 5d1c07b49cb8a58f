#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/exit_code.h"
#include "base/json_name.h"
#include "checklist/check.h"
#include "checklist/experiment.h"
#include "checklist/grade.h"
#include "checklist/likely_check.h"
#include "cli/commands.h"
#include "cli/project.h"
#include "interpreter/python_call.h"
#include "interpreter/python_error.h"
#include "target/example.h"
#include "target/resolve.h"

namespace isograde {
namespace {

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

// Every row that leads to a grade; false where there is none of that name.
bool ExplainGrade(std::string_view grade) {
  bool found = false;
  for (const GradeRule& rule : GradeTable()) {
    if (rule.grade != grade) continue;
    fmt::print("{}{}", found ? "\n  or " : fmt::format("{}: ", grade), rule.when);
    found = true;
  }
  if (found) fmt::print("\n\n`isograde explain grades` has all of them: the first that holds.\n");
  return found;
}

// A suite's checks, or those that begin alike.
void ExplainSeveral(std::span<const Check* const> checks) {
  for (const Check* const check : checks)
    fmt::print("{} ({})\n  {}\n", check->id, JsonName(check->severity), check->claim);
  fmt::print("\n`isograde explain CHECK` says why, and shows one that fails it and its repair.\n");
}

void ShowSource(std::string_view when, std::string_view what, const Example::Module& module) {
  fmt::print("\n{}: {}, {}\n\n", when, module.name, what);
  for (std::size_t at = 0; at < module.source.size();) {
    const std::size_t end = std::min(module.source.find('\n', at), module.source.size());
    const std::string line = module.source.substr(at, end - at);
    fmt::print("{}{}\n", line.empty() ? "" : "    ", line);
    at = end + 1;
  }
}

// `folder`: of the modules under test.
void ExplainCheck(const Check& check, const std::string& folder) {
  fmt::print(
      "{}\n\n  {}\n\n  level      {}\n  belongs    {}\n  severity   {}\n  rationale  {}\n"
      "  remedy     {}\n",
      check.id, check.claim, JsonName(check.level),
      check.level == check.belongs ? "there, and is not the module's to change"
                                   : "to the " + JsonName(check.belongs),
      JsonName(check.severity), check.rationale, check.remedy);
  if (!check.remedy_in_python.empty()) fmt::print("  in Python  {}\n", check.remedy_in_python);
  const auto example = ExampleOf(std::string(check.id), folder);
  if (!example) return;
  ShowSource("Before", "which fails it", example->before);
  if (example->after.source.empty()) {
    fmt::print(
        "\nA module that keeps every rule: modules_under_test/conforming/isolated_with_state\n");
  } else {
    ShowSource("After", "repaired", example->after);
  }
  if (example->before.source.find("DECLARES_") != std::string::npos)
    fmt::print("\nDECLARES_...: entries of PyModuleDef_Slot, where the CPython has them.\n");
}

std::string Anchor(std::string_view id) {
  std::string anchor(id);
  std::replace(anchor.begin(), anchor.end(), '/', '-');
  return anchor;
}

// docs/checks.md, where each check can be linked to.
void PrintChecksAsMarkdown(const std::string& folder) {
  fmt::print(
      "# The checks, and how to fix a failure\n\n"
      "Made by `isograde list checks --markdown`, from the checks themselves. [How to read a "
      "grade](reading_a_grade.md) says what the severities mean.\n");
  std::string_view suite;
  for (const Check& check : AllChecks()) {
    if (check.suite() != suite) fmt::print("\n## {}\n", suite = check.suite());
    fmt::print(
        "\n<a id=\"{}\"></a>\n### {}\n\n{}\n\n- Severity of a failure: {}\n"
        "- The state lives on the level of the {}; it {}\n- What to do: {} [Why]({})\n",
        Anchor(check.id), check.id, check.claim, JsonName(check.severity), JsonName(check.level),
        check.level == check.belongs ? "is not the module's to change"
                                     : "belongs to the " + JsonName(check.belongs),
        check.remedy, check.rationale);
    if (!check.remedy_in_python.empty()) fmt::print("- In Python: {}\n", check.remedy_in_python);
    const auto example = ExampleOf(std::string(check.id), folder);
    if (!example) continue;
    fmt::print("- A module that fails it: [{0}](../modules_under_test/violating/{0})",
               example->before.name);
    if (!example->after.name.empty())
      fmt::print("; repaired: [{0}](../modules_under_test/conforming/{0})", example->after.name);
    fmt::print("\n");
  }
}

// One line for each value: a key and what it is; nothing where there is no project.
void PrintProject() {
  const Project project = ProjectHere();
  const auto print = [](const char* key, const std::string& value) {
    if (!value.empty()) fmt::print("{} {}\n", key, value);
  };
  print("file", project.file);
  for (const std::string& target : project.targets) print("target", target);
  for (const std::string& recipe : project.recipes) print("recipe", recipe);
  print("threshold", project.threshold);
  print("baseline", project.baseline);
  print("accepted", project.accepted);
}

void PrintTargets() {
  fmt::print("Extension modules of the standard library:\n\n");
  for (const std::string& name : StandardLibraryExtensions()) fmt::print("{}\n", name);
  fmt::print("\nDistributions that are installed:\n\n{}\n",
             TextOf(CallPython("isograde._installed", "listing", {}).get()));
}

}  // namespace

int ExplainCommand(const Options& options, const std::string& package) {
  if (options.subject == "grades") {
    ExplainGrades();
    return kThresholdMet;
  }
  if (ExplainGrade(options.subject)) return kThresholdMet;
  std::vector<const Check*> exact, of_suite, alike;
  for (const Check& check : AllChecks()) {
    if (check.id == options.subject || check.name() == options.subject) exact.push_back(&check);
    if (check.suite() == options.subject) of_suite.push_back(&check);
    if (check.id.starts_with(options.subject) || check.name().starts_with(options.subject))
      alike.push_back(&check);
  }
  if (exact.empty() && alike.size() == 1) exact = alike;
  for (const Check* const check : exact) ExplainCheck(*check, package + "/modules_under_test");
  if (!exact.empty()) return kThresholdMet;
  const std::vector<const Check*>& several = of_suite.empty() ? alike : of_suite;
  if (several.empty() || options.subject.empty())
    throw UsageError(fmt::format("no check is called {}: `isograde list checks` shows them{}",
                                 options.subject, LikelyCheck(options.subject)));
  ExplainSeveral(several);
  return kThresholdMet;
}

int ListCommand(const Options& options, const std::string& package) {
  if (options.markdown && options.subject != "checks")
    throw UsageError("--markdown goes with `list checks`");
  if (options.markdown) {
    PrintChecksAsMarkdown(package + "/modules_under_test");
  } else if (options.subject == "checks") {
    for (const Check& check : AllChecks())
      fmt::print("{:50} {:13} {:12} {}\n", check.id, JsonName(check.severity),
                 JsonName(check.level), check.claim);
  } else if (options.subject == "experiments") {
    for (const Experiment& experiment : AllExperiments())
      fmt::print("{:18} {}\n", experiment.id, experiment.words);
  } else if (options.subject == "project") {
    PrintProject();
  } else {
    PrintTargets();
  }
  return kThresholdMet;
}

}  // namespace isograde
