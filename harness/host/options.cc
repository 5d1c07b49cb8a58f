#include "host/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <random>

#include "host/exit_code.h"
#include "report/report.h"

namespace isograde {
namespace {

constexpr const char* kFooter = R"(
Exit codes: 0 threshold met, 1 below it, 2 usage, 77 nothing here can be graded, 99 the harness or the control failed.

  isograde grade _csv _sqlite3               grades, in the Python that hosts isograde
  isograde --python python3.13 grade numpy   in another one (read by the launcher)
  isograde talk                              what a 2019 talk claimed, and what this CPython shows)";

void AddGrade(CLI::App& app, Options& options, std::vector<std::string>& configs, double& timeout_s,
              std::uint64_t& memory_mb) {
  CLI::App* grade = app.add_subcommand(
      "grade", "Grade modules: load them in several interpreters and say what leaks");
  grade->add_option("TARGET", options.targets, "Import names of modules or packages");
  grade->add_flag("--stdlib", options.standard_library,
                  "Every extension module of the standard library");
  grade
      ->add_option("--interpreters", options.effort.interpreters,
                   "How many interpreters live at once")
      ->check(CLI::Range(2, 64))
      ->capture_default_str();
  grade
      ->add_option(
          "--stress", options.effort.stress,
          "Repeat N times as often what may go wrong by chance: ends, cycles, parallel work")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  grade->add_option("--seed", options.effort.seed,
                    "Of what is staggered at random (default: a new one, which the report tells)");
  grade->add_flag("--fast", options.effort.fast, "Leave out the checks that rest on repetition");
  std::vector<std::string> names;
  for (const InterpreterConfig config : kAllConfigs) names.emplace_back(Name(config));
  grade
      ->add_option("--config", configs,
                   "Only these interpreter configs: legacy, strict, isolated, override")
      ->delimiter(',')
      ->check(CLI::IsMember(names));
  grade->add_option("--jobs,-j", options.jobs, "Experiments at a time (default: one per core)")
      ->check(CLI::Range(1, 256));
  grade
      ->add_option("--format", options.formats,
                   "text, json (default: text; json too when --output is given)")
      ->delimiter(',')
      ->check(CLI::IsMember({"text", "json"}));
  grade->add_option("--output,-o", options.output, "File for the json report");
  grade
      ->add_option("--fail-under", options.fail_under,
                   "Exit 1 when a target has a lower grade: A, B, C, D")
      ->check(CLI::IsMember({"A", "B", "C", "D"}));
  grade
      ->add_option("--check", options.checks,
                   "Only checks whose id matches this glob: 'exceptions/*'")
      ->delimiter(',');
  grade->add_option("--recipe", options.recipes, "A recipe file of yours (TOML)");
  grade->add_option("--timeout", timeout_s, "Seconds after which an experiment counts as hung")
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  grade->add_option("--memory", memory_mb, "MiB of memory that an experiment may use")
      ->check(CLI::Range(64, 1 << 20))
      ->capture_default_str();
  grade->add_flag("--verbose,-v", options.verbose, "Show passing checks and all evidence too");
  grade->add_flag("--timings", options.timings, "Show what the run cost");
  // One value each, or they would take the targets that follow them.
  for (const char* name : {"--config", "--format", "--check", "--recipe"})
    grade->get_option(name)->allow_extra_args(false);
  grade->footer(
      "GoogleTest's own flags follow `--`: isograde grade _csv -- --gtest_filter='exceptions.*'");
}

}  // namespace

Options ReadCommandLine(const std::vector<std::string>& arguments) {
  Options options;
  std::vector<std::string> configs;
  double timeout_s = 30;
  std::uint64_t memory_mb = options.limits.memory_bytes >> 20;
  CLI::App app("isograde grades CPython extension modules for isolation between interpreters",
               "isograde");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string("isograde ") + kVersion);
  app.footer(kFooter);
  AddGrade(app, options, configs, timeout_s, memory_mb);
  CLI::App* talk = app.add_subcommand(
      "talk", "The claims of a 2019 talk, one row each, and what this CPython shows");
  talk->add_flag("--verbose,-v", options.verbose, "Show how each row was observed");
  app.add_subcommand(
         "explain",
         "What a check claims, why, and how to fix a failure; `explain grades` for the grades")
      ->add_option("CHECK", options.subject, "A check's id, or `grades`")
      ->required();
  app.add_subcommand("list", "The checklist, the experiments, or the targets that could be graded")
      ->add_option("WHAT", options.subject, "checks, experiments or targets")
      ->required()
      ->check(CLI::IsMember({"checks", "experiments", "targets"}));

  std::vector<std::string> own(arguments.begin(),
                               std::find(arguments.begin(), arguments.end(), "--"));
  if (own.size() < arguments.size())
    options.gtest.assign(arguments.begin() + static_cast<long>(own.size()) + 1, arguments.end());
  const auto first = std::find_if(own.begin(), own.end(),
                                  [](const std::string& word) { return !word.starts_with("-"); });
  const auto commands = app.get_subcommands(
      [&](const CLI::App* command) { return first != own.end() && command->get_name() == *first; });
  if (first != own.end() && commands.empty()) {
    std::cerr << "isograde: no command is called " << *first << ": `isograde --help` shows them\n";
    throw CommandLineDone{kUsage};
  }
  std::reverse(own.begin(), own.end());  // CLI11 takes them from the back
  try {
    app.parse(own);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == 0;
    if (asked) {
      app.exit(error, std::cout, std::cerr);
    } else {
      std::cerr << "isograde: " << error.what() << "\n";
    }
    throw CommandLineDone{asked ? kThresholdMet : kUsage};
  }
  if (app.get_subcommands().front()->get_name() == "grade" &&
      app.get_subcommands().front()->count("--seed") == 0)
    options.effort.seed = std::random_device()();
  options.command = app.get_subcommands().front()->get_name();
  for (const std::string& name : configs) options.configs.push_back(*ConfigFromName(name));
  options.limits.time = std::chrono::milliseconds(static_cast<long>(timeout_s * 1000));
  options.limits.memory_bytes = memory_mb << 20;
  return options;
}

}  // namespace isograde
