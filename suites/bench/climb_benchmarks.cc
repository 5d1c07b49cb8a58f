#include <fmt/format.h>

#include <optional>
#include <utility>

#include "interpreter/cpython_api.h"
#include "suites/bench/benchmark.h"
#include "suites/bench/memory.h"
#include "suites/bench/stopwatch.h"
#include "suites/bench/tenant.h"
#include "suites/lifecycle/slope.h"
#include "suites/loading/import_stage.h"

namespace isograde {
namespace {

// Of the machine's memory, what is left to others.
constexpr double kLeftAlone = 512.0 * 1024 * 1024;
constexpr int kFewestForSlope = 4;

std::vector<int> Places(int most) {
  std::vector<int> places;
  for (int place = 1; place < most; place *= 2) places.push_back(place);
  places.push_back(most);
  return places;
}

// How the cost of the next one grows with those that are alive, but for what new pages take.
void AddSlope(Measurement& climbed) {
  if (climbed.climb_real_s.size() < kFewestForSlope) return;
  std::vector<double> costs = climbed.climb_real_s;
  for (std::size_t i = 0; i < costs.size(); ++i) costs[i] -= climbed.climb_new_pages_s[i];
  const Slope slope = RobustSlope(costs);
  climbed.counters["slope_s"] = slope.estimate;
  climbed.counters["slope_low_s"] = slope.low;
  climbed.counters["slope_high_s"] = slope.high;
}

Measurement Climb(const Load& load, InterpreterConfig config, int most, Channel& channel) {
  const std::vector<std::string> path = SearchPath();
  // One that ended before, so that the first that is measured is not the first of its process.
  {
    channel.Begin(Stage::kCreate, 0);
    Tenant warm_up = Tenant::Create(load, config, path);
    warm_up.Import();
    warm_up.Prepare();
    warm_up.Use();
    warm_up.Leave();
    warm_up.End();
  }
  const MemoryInUse before = OwnMemory();
  Measurement climbed;
  std::vector<Tenant> alive;
  NewPages new_pages(most);
  while (static_cast<int>(alive.size()) < most) {
    if (AvailableMemory() < kLeftAlone) {
      climbed.stopped = fmt::format("memory was about to run out with {} alive", alive.size());
      break;
    }
    channel.Begin(Stage::kCreate, static_cast<int>(alive.size()) + 1);
    Stopwatch watch;
    std::optional<Interpreter> created;
    watch.Time([&] { created.emplace(Interpreter::Create(config)); });
    alive.push_back(Tenant::Of(load, std::move(*created), path));
    watch.Time([&] { alive.back().Import(); });
    alive.back().Prepare();
    watch.Time([&] { alive.back().Use(); });
    climbed.climb_real_s.push_back(watch.real_s());
    climbed.climb_cpu_s.push_back(watch.cpu_s());
    climbed.climb_new_pages_s.push_back(static_cast<double>(watch.pages()) *
                                        new_pages.SecondsForOne());
  }
  const MemoryInUse after = OwnMemory();
  const double count = static_cast<double>(alive.size());
  if (!alive.empty())
    climbed.counters = {
        {"pss_bytes", (after.pss - before.pss - new_pages.taken_bytes()) / count},
        {"private_dirty_bytes",
         (after.private_dirty - before.private_dirty - new_pages.taken_bytes()) / count}};
  AddSlope(climbed);
  climbed.iterations = 1;
  return climbed;
}

}  // namespace

void AddClimbBenchmarks(const Load& load, InterpreterConfig config, int most,
                        std::vector<Benchmark>& all) {
  const std::string climb = BenchmarkName("climb", load, config);
  for (const int place : Places(most)) {
    all.push_back({.name = fmt::format("{}/interpreters:{}", climb, place),
                   .iterations = 1,
                   .place = place,
                   .climb = climb,
                   .measure = [&load, config, most](std::int64_t, Channel& channel) {
                     return Climb(load, config, most, channel);
                   }});
  }
}

}  // namespace isograde
