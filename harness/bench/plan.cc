#include "bench/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <thread>
#include <utility>

#include "base/error.h"
#include "interpreter/cpython_api.h"
#include "target/resolve.h"

namespace isograde {
namespace {

// What is asked for twice would be a sample of twice the size.
template <typename Value>
std::vector<Value> Distinct(const std::vector<Value>& values) {
  std::vector<Value> distinct;
  for (const Value& value : values) {
    if (std::find(distinct.begin(), distinct.end(), value) == distinct.end())
      distinct.push_back(value);
  }
  return distinct;
}

Subject SubjectOf(const std::string& name, const RecipeBook& recipes) {
  Target target = Resolve(name);
  if (target.kind == TargetKind::kUnknown) throw UsageError(target.problem);
  return {.target = std::move(target), .recipe = recipes.For(name)};
}

std::vector<Load> LoadsOf(const std::vector<std::string>& targets, bool together,
                          const RecipeBook& recipes) {
  std::vector<Load> loads = {{.name = "nothing"}};
  for (const std::string& name : Distinct(targets)) {
    if (together && loads.size() > 1) {
      loads.back().name += "+" + name;
      loads.back().subjects.push_back(SubjectOf(name, recipes));
    } else {
      loads.push_back({name, {SubjectOf(name, recipes)}});
    }
  }
  return loads;
}

// Override is isolated with one call more.
std::vector<InterpreterConfig> ConfigsOf(const std::vector<InterpreterConfig>& wanted) {
  const std::vector<InterpreterConfig> supported = cpython::SupportedConfigs();
  std::vector<InterpreterConfig> configs;
  for (const InterpreterConfig config : supported) {
    const bool asked = std::find(wanted.begin(), wanted.end(), config) != wanted.end();
    if (wanted.empty() ? config != InterpreterConfig::kOverride : asked) configs.push_back(config);
  }
  if (configs.empty())
    throw UsageError(fmt::format("CPython {} has none of these configs", cpython::VersionText()));
  for (const InterpreterConfig config : wanted) {
    if (std::find(supported.begin(), supported.end(), config) == supported.end())
      fmt::print(stderr, "isograde: CPython {} has no config {}: it is left out\n",
                 cpython::VersionText(), Name(config));
  }
  return configs;
}

std::vector<int> ThreadsOf(const std::vector<int>& wanted) {
  if (!wanted.empty()) return Distinct(wanted);
  std::vector<int> threads;
  const int most = 2 * static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U));
  for (int count = 1; count <= most; count *= 2) threads.push_back(count);
  return threads;
}

}  // namespace

BenchmarkPlan PlanOf(const BenchOptions& options, const std::vector<std::string>& targets,
                     const std::vector<InterpreterConfig>& configs, const RecipeBook& recipes) {
  return {.loads = LoadsOf(targets, options.together, recipes),
          .configs = ConfigsOf(configs),
          .climb = options.climb,
          .threads = ThreadsOf(options.threads),
          .peers = !options.no_peers};
}

}  // namespace isograde
