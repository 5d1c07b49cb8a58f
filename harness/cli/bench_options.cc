#include "cli/bench_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "bench/benchmark.h"
#include "cli/options.h"

namespace isograde {
namespace {

constexpr const char* kFooter = R"(
Google Benchmark's own flags are taken: --benchmark_filter=import, --benchmark_min_time=1. Every repetition runs in a process
of its own, in random order. JSON goes to the file of --output, or --benchmark_out. After Ctrl-C nothing is told or written: until
all is through, no benchmark is.

  isograde bench _csv _sqlite3 -o bench.json --charts charts
  isograde bench --climb 1000 --config isolated --benchmark_filter=climb _csv
  isograde bench --compare before.json after.json
  isograde bench --read 3.12.json 3.13.json --charts charts      charts and sentences of earlier runs)";

std::vector<std::string> ConfigNames() {
  std::vector<std::string> names;
  for (const InterpreterConfig config : kAllConfigs) names.emplace_back(Name(config));
  return names;
}

void RefuseUnheeded(const CLI::Option* given, const std::vector<CLI::Option*>& others) {
  for (const CLI::Option* const other : others) {
    if (given->count() > 0 && other->count() > 0)
      throw CLI::ExcludesError(other->get_name(), given->get_name());
  }
}

void RefuseAlone(const std::vector<CLI::Option*>& options, const CLI::Option* needed) {
  for (const CLI::Option* const option : options) {
    if (option->count() > 0 && needed->count() == 0)
      throw CLI::RequiresError(option->get_name(), needed->get_name());
  }
}

}  // namespace

void AddTolerance(CLI::App* command, BenchOptions& options) {
  command
      ->add_option("--max-regression", options.max_regression,
                   "Percent of the median by which a benchmark may become dearer")
      ->check(CLI::Range(0.0, 1000.0))
      ->capture_default_str();
  command
      ->add_option("--alpha", options.alpha, "Level of significance, for all benchmarks together")
      ->check(CLI::Range(1e-9, 1.0))
      ->capture_default_str();
}

void AddBench(CLI::App& app, Options& options, std::vector<std::string>& configs) {
  CLI::App* const bench = app.add_subcommand(
      "bench", "Measure what one more interpreter costs, and what targets add to it");
  BenchOptions& own = options.bench;
  const std::vector<CLI::Option*> measuring = {
      bench->add_option("TARGET", options.targets, "Import names of what is loaded"),
      bench->add_flag("--together", own.together,
                      "Load all targets in each interpreter, as one load"),
      bench
          ->add_option("--config", configs,
                       "Only these interpreter configs (default: legacy, strict and isolated)")
          ->delimiter(',')
          ->allow_extra_args(false)
          ->check(CLI::IsMember(ConfigNames())),
      bench->add_option("--climb", own.climb, "How many interpreters live at once, at most")
          ->check(CLI::Range(1, 100000))
          ->capture_default_str(),
      bench
          ->add_option("--threads", own.threads,
                       "How many threads work at once, where interpreters have a GIL each: 1,2,4")
          ->delimiter(',')
          ->allow_extra_args(false)
          ->check(CLI::Range(1, 1024)),
      bench->add_flag("--no-peers", own.no_peers,
                      "Leave out threads, processes and Python's own interpreters"),
      bench
          ->add_option("--repetitions", own.repetitions,
                       fmt::format("Of each benchmark (default: {}; of climbs and peers, {})",
                                   kRepetitions, kFewRepetitions))
          ->check(CLI::Range(1, 10000)),
      bench
          ->add_option("--timeout", own.timeout_s,
                       "Seconds after which a repetition counts as hung; a climb to N interpreters "
                       "has 1 + N/100 times as long")
          ->check(CLI::Range(0.1, 36000.0))
          ->capture_default_str(),
      bench->add_option("--recipe", options.grading.recipes, "A recipe file of yours (TOML)")
          ->allow_extra_args(false),
      bench->add_option("--output,-o", options.output, "File for the results in JSON")};
  CLI::Option* const charts = bench->add_option(
      "--charts", own.charts, "Folder for charts, in SVG and PNG (wants matplotlib)");
  CLI::Option* const table =
      bench->add_option("--table", own.table, "File for tables of the results, in Markdown");
  CLI::Option* const read =
      bench->add_option("--read", own.files, "Earlier results, to be told and charted");
  CLI::Option* const compare =
      bench->add_option("--compare", own.compared, "Two results: exit 1 where the second is dearer")
          ->expected(2);
  AddTolerance(bench, own);
  const std::vector<CLI::Option*> telling = {charts, table, read},
                                  tolerating = {bench->get_option("--max-regression"),
                                                bench->get_option("--alpha")};
  // Here, since excludes() would say so for each option in the help.
  bench->parse_complete_callback([=] {
    RefuseUnheeded(read, measuring);
    RefuseUnheeded(compare, measuring);
    RefuseUnheeded(compare, telling);
    RefuseAlone(tolerating, compare);
  });
  bench->footer(kFooter);
}

}  // namespace isograde
