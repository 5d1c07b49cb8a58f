#include "cli/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

#include "base/did_you_mean.h"
#include "base/error.h"
#include "base/exit_code.h"
#include "base/version.h"
#include "cli/bench_options.h"
#include "report/format.h"
#include "store/store.h"

namespace isograde {
namespace {

constexpr const char* kFooter = R"(
Exit codes: 0 threshold met, 1 below it or regressed, 2 usage, 77 nothing here can be graded, 99 the harness or the control failed.

  isograde grade _csv _sqlite3               grades, in the Python that hosts isograde
  isograde --python 3.13 grade numpy         in another one, where nothing needs to be installed
  isograde --python .venv/bin/python env     what of an environment may be used in further interpreters
  isograde can numpy                         one line: may it be used in a pool of interpreters
  isograde gate --baseline base.json         what got worse since
  isograde talk                              what a 2019 talk claimed, and what this CPython shows)";

constexpr const char* kGradeFooter = R"(
What [tool.isograde] in pyproject.toml says holds where the command line says nothing.
GoogleTest's own flags follow `--`.

  isograde grade . --fail-under B --format json=report.json,markdown=summary.md
  isograde grade PyYAML build/lib/mypackage/_core.cpython-313-x86_64-linux-gnu.so
  isograde grade -r requirements.txt dist/mypackage-1.0-cp313-cp313-manylinux_2_28_x86_64.whl
  isograde grade --stdlib --fast
  isograde grade _csv -- --gtest_filter='exceptions.*')";

constexpr const char* kGateFooter = R"(
Worse is: a lower grade, a check that fails and did not, a module that no longer loads or newly refuses, a target that is gone.
That a check can no longer tell what it could is worse too, and that one which failed does so of one more variable, object or type.
Better is told, and does not fail.

  isograde gate --baseline base.json --update mypackage    makes the baseline
  isograde gate --baseline base.json                       grades again, and compares
  isograde gate --baseline base.json --report new.json     compares two reports
  isograde gate --baseline base.json --format junit=FILE   writes the comparison: json, markdown, sarif, junit
  isograde gate --baseline base.json --bench bench.json    compares costs, too: some minutes
  ./python -m isograde gate --baseline base.json           in a CPython's build directory)";

// "json", or "json=FILE".
std::string CheckFormat(const std::string& wanted) {
  const std::string name = wanted.substr(0, wanted.find('='));
  if (!FindFormat(name)) return "no format is called " + name;
  return wanted.ends_with("=") ? "no file follows " + wanted : "";
}

/// Values as people write them, until they are what Options has.
struct Written {
  std::vector<std::string> configs;
  // What isograde's Python part acts upon before any of this is read: here for the help.
  std::string python;
  std::vector<std::string> requirements;
  double timeout_s = 30;
  double explore_s = 60;
  bool no_store = false;
  std::string confine = "try";
  std::uint64_t memory_mb = Limits().memory_bytes >> 20;
};

void AddEffort(CLI::App* command, Options& options) {
  command
      ->add_option("--interpreters", options.grading.effort.interpreters,
                   "How many interpreters live at once")
      ->check(CLI::Range(2, 64))
      ->capture_default_str();
  command
      ->add_option(
          "--stress", options.grading.effort.stress,
          "Repeat N times as often what may go wrong by chance: ends, cycles, parallel work")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option(
      "--seed", options.grading.effort.seed,
      "Of what is staggered at random (default: a new one, which the report tells)");
  command
      ->add_option("--tries", options.grading.tries,
                   "How often an experiment is tried without the target where it is not known how "
                   "reliable this CPython is with what the target imports; kept, so once; 0: never")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command->add_flag("--fast", options.grading.effort.fast,
                    "Leave out the checks that rest on repetition");
}

void AddLimits(CLI::App* command, Options& options, Written& written) {
  command
      ->add_option("--jobs,-j", options.grading.jobs,
                   "Experiments at a time (default: one per core)")
      ->check(CLI::Range(1, 256));
  command
      ->add_option(
          "--timeout", written.timeout_s,
          fmt::format("Seconds without getting on after which an experiment counts as hung; "
                      "{} times as many end any",
                      Limits::kTimesInAll))
      ->check(CLI::Range(0.1, 3600.0))
      ->capture_default_str();
  command
      ->add_option("--confine", written.confine,
                   "Keep what is graded from changing anything outside of its own process: as far "
                   "as it goes here (try), not at all (off), or else do nothing (require)")
      ->check(CLI::IsMember({"require", "try", "off"}))
      ->capture_default_str();
  command->add_option("--memory", written.memory_mb, "MiB of memory that an experiment may use")
      ->check(CLI::Range(64, 1 << 20))
      ->capture_default_str();
}

void AddStore(CLI::App* command, Options& options, Written& written) {
  CLI::Option* const folder =
      command->add_option("--store", options.grading.store,
                          "Folder of what was observed before: of what has not changed, nothing is "
                          "run again (default: ISOGRADE_STORE, else the user's cache)");
  command->add_flag("--no-store", written.no_store, "Run everything again, and keep nothing")
      ->excludes(folder);
}

// One value each, or they would take what follows them.
void TakeOneEach(CLI::App* command, const std::vector<std::string>& names) {
  for (const std::string& name : names) command->get_option(name)->allow_extra_args(false);
}

void AddFormats(CLI::App* command, Options& options) {
  command
      ->add_option("--format", options.formats,
                   FormatNames() + "; with a file each: json=FILE,sarif=FILE")
      ->delimiter(',')
      ->check(CheckFormat);
  command->add_option("--output,-o", options.output,
                      "File for the report in the one --format, or in json");
  TakeOneEach(command, {"--format"});
}

void AddChecks(CLI::App* command, Options& options) {
  command
      ->add_option("--check", options.grading.checks,
                   "Only checks whose id matches this glob: 'exceptions/*'")
      ->delimiter(',');
  TakeOneEach(command, {"--check"});
}

CLI::Option* AddExploring(CLI::App* command, Written& written) {
  return command
      ->add_option("--explore", written.explore_s,
                   "Seconds at most for which calls of what is public are looked for, in the main "
                   "interpreter and kept, so once; every experiment makes them; 0: none "
                   "(ISOGRADE_EXPLORE says it for all)")
      ->check(CLI::Range(0.0, 86400.0))
      ->capture_default_str();
}

// What a run of grading can be told, whichever command makes it.
void AddGrading(CLI::App* command, Options& options, Written& written) {
  command->add_option(
      "TARGET", options.targets,
      "A distribution, by its name (in any spelling) or that of a package of its; `.`, the project "
      "of the pyproject.toml here, as it is installed; a module, by its import name or the path of "
      "its .so; a .whl or a pylock.toml, which is installed into a temporary environment first, by "
      "uv or pip, wheels only");
  command->add_option("--requirement,-r", written.requirements,
                      "The distributions of a requirements file, installed as a .whl is. Whatever "
                      "else is named is then looked for in that environment, too");
  command->add_flag("--all-members", options.grading.all_members,
                    "Grade also the extension modules of a distribution that importing what its "
                    "users import does not load, each by itself");
  command->add_flag("--stdlib", options.standard_library,
                    "Every extension module of the standard library");
  AddEffort(command, options);
  std::vector<std::string> names;
  for (const InterpreterConfig config : kAllConfigs) names.emplace_back(Name(config));
  command
      ->add_option("--config", written.configs,
                   "Only these interpreter configs: legacy, strict, isolated, override")
      ->delimiter(',')
      ->check(CLI::IsMember(names));
  AddFormats(command, options);
  AddChecks(command, options);
  command->add_option("--recipe", options.grading.recipes, "A recipe file of yours (TOML)");
  AddExploring(command, written);
  AddLimits(command, options, written);
  AddStore(command, options, written);
  TakeOneEach(command, {"--config", "--recipe", "--requirement"});
}

void AddThreshold(CLI::App* command, Options& options) {
  command
      ->add_option("--fail-under", options.fail_under,
                   "Exit 1 when a target has a lower grade: A, B, C, D")
      ->check(CLI::IsMember({"A", "B", "C", "D"}));
  command->add_flag("--verbose,-v", options.verbose, "Show passing checks and all evidence too");
}

void AddGrade(CLI::App& app, Options& options, Written& written) {
  CLI::App* const grade = app.add_subcommand(
      "grade", "Grade modules: load them in several interpreters and say what leaks");
  AddGrading(grade, options, written);
  AddThreshold(grade, options);
  grade->add_option("--observations", options.grading.observations,
                    "File for all that was observed, which `isograde judge` judges again");
  grade->add_option("--reproduce", options.reproduce,
                    "Folder for scripts of a few lines that show findings of calls without "
                    "isograde");
  grade->add_flag("--timings", options.timings, "Show what the run cost");
  grade->footer(kGradeFooter);
}

// "json", or "json=FILE", of `isograde env`.
std::string CheckEnvironmentFormat(const std::string& wanted) {
  const std::string name = wanted.substr(0, wanted.find('='));
  for (const char* const known : {"text", "json", "markdown", "html"}) {
    if (name == known) return wanted.ends_with("=") ? "no file follows " + wanted : "";
  }
  return "no format of an environment is called " + name;
}

void AddEnv(CLI::App& app, Options& options, Written& written) {
  CLI::App* const env = app.add_subcommand(
      "env", "What of this environment may be used in further interpreters: every distribution");
  env->add_option(
         "--for", options.purpose,
         "Exit 1 where something cannot be used in an InterpreterPoolExecutor (pool), or in "
         "interpreters that share a GIL (shared)")
      ->check(CLI::IsMember({"pool", "shared"}));
  AddEffort(env, options);
  env->add_option("--format", options.formats,
                  "text, json, markdown, html; with a file each: json=FILE,html=FILE")
      ->delimiter(',')
      ->check(CheckEnvironmentFormat);
  env->add_option("--output,-o", options.output, "File for the one --format, or for json");
  AddExploring(env, written)
      ->expected(0, 1)
      ->description(
          "Call what is public, too, looking for calls for so many seconds at most; without it, "
          "nothing is looked for");
  AddLimits(env, options, written);
  AddStore(env, options, written);
  TakeOneEach(env, {"--format"});
  env->footer(
      "\nDistributions without extension modules are named at the end.\n\n"
      "  isograde --python .venv env\n"
      "  isograde env --for pool --format markdown=summary.md");
}

void AddCan(CLI::App& app, Options& options, Written& written) {
  CLI::App* const can = app.add_subcommand(
      "can", "One line: may it be used in further interpreters, and what instead");
  can->add_option("NAME", options.subject, "A distribution, or a module")->required();
  can->add_option("--in", options.purpose,
                  "pool: an InterpreterPoolExecutor, where each has its own GIL (default from 3.12 "
                  "on); shared: interpreters that share a GIL")
      ->check(CLI::IsMember({"pool", "shared"}));
  AddLimits(can, options, written);
  AddStore(can, options, written);
  can->footer(
      "\nFrom the store, where it was graded before; else by what its import shows, in seconds.\n"
      "Exit codes: 0 yes, 1 no, 77 cannot tell.\n\n"
      "  isograde can numpy\n"
      "  isograde can numpy --in shared");
}

void AddStoreCommand(CLI::App& app, Options& options, Written& written) {
  CLI::App* const store =
      app.add_subcommand("store", "What was observed before: where it is, and how much");
  store->add_option("ACTION", options.store_action, "prune: remove what is old")
      ->check(CLI::IsMember({"prune"}));
  store->add_option("--older", options.older_than_days, "Days since it was written; 0: everything")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  AddStore(store, options, written);
  store->footer("\n  isograde store\n  isograde store prune --older 7");
}

void AddJudge(CLI::App& app, Options& options) {
  CLI::App* const judge = app.add_subcommand(
      "judge", "Judge again what `isograde grade --observations` has stored; nothing is run");
  judge->add_option("FILE", options.observations_file, "What was stored")->required();
  AddFormats(judge, options);
  AddChecks(judge, options);
  AddThreshold(judge, options);
  judge->footer(
      "\nThe report is that of the stored run, as today's checks see it.\n\n"
      "  isograde grade mypackage --observations seen.json\n"
      "  isograde judge seen.json --check 'state/*' --verbose");
}

void AddGate(CLI::App& app, Options& options, Written& written) {
  CLI::App* const gate =
      app.add_subcommand("gate", "Grade again, and exit 1 if anything got worse than a baseline");
  AddGrading(gate, options, written);
  gate->add_option("--baseline", options.baseline, "The json report to compare with");
  gate->add_flag("--update", options.update, "Make this run's report the baseline");
  gate->add_option("--accepted", options.accepted,
                   "File of known failures that do not fail the gate, each with its reason (TOML)");
  gate->add_option("--fail-on", options.fail_on,
                   "The lightest severity of a failed check that is worse")
      ->check(CLI::IsMember({"breaks", "contaminates", "hygiene", "note"}))
      ->capture_default_str();
  gate->add_option("--report", options.report_file, "Compare this json report instead of grading");
  gate->add_option("--bench", options.bench_baseline,
                   "Json of `isograde bench`: exit 1, too, when interpreters got dearer");
  AddTolerance(gate, options.bench);
  gate->footer(kGateFooter);
}

void AddReliability(CLI::App& app, Options& options, Written& written) {
  CLI::App* const reliability = app.add_subcommand(
      "reliability",
      "Try the experiments without a target, with modules that targets import: where this CPython "
      "itself breaks");
  reliability->add_option("MODULE", options.targets, "Extension modules, besides innocent ones");
  reliability->add_flag("--stdlib", options.standard_library,
                        "Every extension module of the standard library");
  AddEffort(reliability, options);
  AddLimits(reliability, options, written);
  reliability->add_flag("--anew", options.anew, "Try what is known too, and keep nothing");
  reliability->add_option("--output,-o", options.output,
                          "File for the table (JSON), as isograde has them for known CPythons");
  reliability->footer(
      "\n`isograde grade` does this by itself where it is needed, once for a build of CPython, and "
      "keeps it.\n\n"
      "  isograde reliability _datetime _decimal\n"
      "  isograde reliability --stdlib --anew -o 3.13.0.json");
}

void AddExplore(CLI::App& app, Options& options, Written& written) {
  CLI::App* const explore = app.add_subcommand(
      "explore", "Find calls: try what is public of a target, in the main interpreter, confined");
  explore->add_option("TARGET", options.subject, "A distribution, or a module")->required();
  explore->add_option("--output,-o", options.output, "File for a recipe (TOML) that makes them");
  explore->add_flag("--verbose,-v", options.verbose,
                    "Show what each is kept for, and what took no call");
  explore
      ->add_option("--seconds", written.explore_s,
                   "At most so many; an exploration that this ended may be another elsewhere")
      ->check(CLI::Range(0.1, 86400.0))
      ->capture_default_str();
  AddLimits(explore, options, written);
  explore->footer(
      "\n`isograde grade` finds the same, and makes them in every interpreter.\n\n"
      "  isograde explore zlib\n"
      "  isograde explore mypackage -o mypackage.toml");
}

void AddRecipe(CLI::App& app, Options& options, Written& written) {
  CLI::App* const recipe = app.add_subcommand(
      "recipe", "Whether a recipe fits: makes its calls in the main interpreter, line by line");
  recipe->add_option("ACTION", options.recipe_action, "check")
      ->required()
      ->check(CLI::IsMember({"check"}));
  recipe->add_option("FILE", options.recipe_file, "A recipe (TOML)")->required();
  AddLimits(recipe, options, written);
  recipe->footer(
      "\nExit codes: 0 all of it fits, 1 something does not, 2 there is no such module.\n\n"
      "  isograde explore mypackage -o mypackage.toml\n"
      "  isograde recipe check mypackage.toml");
}

void AddBadge(CLI::App& app, Options& options) {
  CLI::App* const badge = app.add_subcommand("badge", "Draw the badge of a report");
  badge->add_option("REPORT", options.report_file, "A json report")->required();
  badge->add_option("--target", options.badge_target,
                    "Of this target (default: the worst of those that were asked for)");
  badge->add_option("--output,-o", options.output, "File for the SVG (default: stdout)");
  badge->add_option("--endpoint", options.endpoint, "File for shields' endpoint JSON");
  badge->footer("\n  isograde badge report.json -o isolation.svg --endpoint isolation.json");
}

void AddReport(CLI::App& app, Options& options) {
  CLI::App* const report =
      app.add_subcommand("report", "Make pages to read in a browser from reports");
  report->add_option("FILE", options.report_files, "Json reports, of one CPython each")->required();
  report->add_option("--output,-o", options.output, "Folder for the pages")->required();
  report->footer(
      "\nWants Jinja2, which `pip install 'isograde[report]'` brings.\n\n"
      "  isograde report 3.12.json 3.13.json -o pages");
}

std::vector<std::string> NamesOf(const std::vector<CLI::App*>& commands) {
  std::vector<std::string> names;
  for (const CLI::App* const command : commands) names.push_back(command->get_name());
  return names;
}

// What may have been meant by the first option that the command does not have; empty where it has
// all, or none is like it.
std::string LikelyOption(const std::vector<std::string>& words, const CLI::App& command) {
  std::vector<std::string> known;
  for (const CLI::Option* const option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  for (const std::string& word : words) {
    const std::string option = word.substr(0, word.find('='));
    if (!option.starts_with("--") || std::find(known.begin(), known.end(), option) != known.end())
      continue;
    return DidYouMean(option, known);
  }
  return {};
}

// Where the command line says nothing of it: what ISOGRADE_EXPLORE says, but for `env`, which does
// not explore.
std::chrono::milliseconds Exploring(const CLI::App& command, const Written& written) {
  double seconds = written.explore_s;
  const CLI::Option* const option = command.get_option_no_throw("--explore");
  if (option && option->count() == 0) {
    const char* const said = std::getenv("ISOGRADE_EXPLORE");
    if (command.get_name() == "env")
      seconds = 0;
    else if (said && *said && !CLI::detail::lexical_cast(said, seconds))
      throw UsageError(fmt::format("ISOGRADE_EXPLORE is {}: it takes seconds", said));
  } else if (!option && command.get_name() != "explore") {
    seconds = 0;
  }
  return std::chrono::milliseconds(static_cast<long>(seconds * 1000));
}

}  // namespace

Options ReadCommandLine(const std::vector<std::string>& arguments) {
  Options options;
  Written written;
  CLI::App app("isograde grades CPython extension modules for isolation between interpreters",
               "isograde");
  app.require_subcommand(1);
  app.set_version_flag("--version,-V", std::string("isograde ") + kVersion);
  app.footer(kFooter);
  app.add_option("--python", written.python,
                 "Run in another Python: an executable, an environment's folder, or a version such "
                 "as 3.13; may stand anywhere");
  AddGrade(app, options, written);
  AddEnv(app, options, written);
  AddCan(app, options, written);
  AddStoreCommand(app, options, written);
  AddJudge(app, options);
  AddGate(app, options, written);
  AddReliability(app, options, written);
  AddExplore(app, options, written);
  AddRecipe(app, options, written);
  AddBadge(app, options);
  AddReport(app, options);
  AddBench(app, options, written.configs);
  CLI::App* talk = app.add_subcommand(
      "talk", "The claims of a 2019 talk, one row each, and what this CPython shows");
  talk->add_flag("--verbose,-v", options.verbose, "Show how each row was observed");
  app.add_subcommand(
         "explain",
         "What a check claims, why, and how to fix a failure; what a grade, or a suite, is")
      ->add_option("CHECK", options.subject,
                   "A check's id or how it begins, a suite (`state`), a grade (`B`) or `grades`")
      ->required();
  CLI::App* const list =
      app.add_subcommand("list",
                         "The checklist, the experiments, the targets that could be graded, or "
                         "what [tool.isograde] of the project says");
  list->add_option("WHAT", options.subject, "checks, experiments, targets or project")
      ->required()
      ->check(CLI::IsMember({"checks", "experiments", "targets", "project"}));
  list->add_flag("--markdown", options.markdown,
                 "The checks as a page, with what to do about each");

  std::vector<std::string> own(arguments.begin(),
                               std::find(arguments.begin(), arguments.end(), "--"));
  if (own.size() < arguments.size())
    options.grading.gtest.assign(arguments.begin() + static_cast<long>(own.size()) + 1,
                                 arguments.end());
  // `help grade` is `grade --help`.
  if (!own.empty() && own.front() == "help") {
    own.erase(own.begin());
    own.push_back("--help");
  }
  const auto first = std::find_if(own.begin(), own.end(),
                                  [](const std::string& word) { return !word.starts_with("-"); });
  const auto commands = app.get_subcommands(
      [&](const CLI::App* command) { return first != own.end() && command->get_name() == *first; });
  if (first != own.end() && commands.empty()) {
    std::cerr << "isograde: no command is called " << *first << ": `isograde --help` shows them"
              << DidYouMean(*first, NamesOf(app.get_subcommands({}))) << "\n";
    throw CommandLineDone{kUsage};
  }
  if (!commands.empty() && commands.front()->get_name() == "bench") {
    const auto is_google = [](const std::string& word) { return word.starts_with("--benchmark_"); };
    std::copy_if(own.begin(), own.end(), std::back_inserter(options.bench.google), is_google);
    own.erase(std::remove_if(own.begin(), own.end(), is_google), own.end());
    options.bench.google.insert(options.bench.google.end(), options.grading.gtest.begin(),
                                options.grading.gtest.end());
  }
  const std::string likely = LikelyOption(own, commands.empty() ? app : *commands.front());
  std::reverse(own.begin(), own.end());  // CLI11 takes them from the back
  try {
    app.parse(own);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == 0;
    if (asked) {
      app.exit(error, std::cout, std::cerr);
    } else {
      std::cerr << "isograde: " << error.what() << likely << "\n";
    }
    throw CommandLineDone{asked ? kThresholdMet : kUsage};
  }
  const CLI::App* const command = app.get_subcommands().front();
  options.command = command->get_name();
  const CLI::Option* const seed = command->get_option_no_throw("--seed");
  if (seed && seed->count() == 0) options.grading.effort.seed = std::random_device()();
  // Of dozens of distributions, finding out takes longer than all the rest.
  const CLI::Option* const tries = command->get_option_no_throw("--tries");
  if (options.command == "env" && tries->count() == 0) options.grading.tries = 0;
  options.grading.with_override = options.command != "env";
  options.grading.explore = Exploring(*command, written);
  options.grading.seeded = seed && seed->count() > 0;
  options.grading.store = written.no_store || !command->get_option_no_throw("--store")
                              ? ""
                              : StoreFolder(options.grading.store);
  for (const std::string& name : written.configs)
    options.grading.configs.push_back(*ConfigFromName(name));
  options.grading.limits.time =
      std::chrono::milliseconds(static_cast<long>(written.timeout_s * 1000));
  options.grading.limits.in_all = Limits::kTimesInAll * options.grading.limits.time;
  options.grading.limits.memory_bytes = written.memory_mb << 20;
  options.grading.limits.confining = written.confine == "off"       ? Confining::kOff
                                     : written.confine == "require" ? Confining::kRequire
                                                                    : Confining::kTry;
  return options;
}

}  // namespace isograde
