#include <fmt/format.h>
#include <malloc.h>

#include <cstdlib>
#include <optional>
#include <utility>

#include "bench/benchmark.h"
#include "bench/climb.h"
#include "checklist/import_outcome.h"
#include "suites/bench/memory.h"
#include "suites/bench/spare_memory.h"
#include "suites/bench/stopwatch.h"
#include "suites/bench/tenant.h"
#include "suites/exceptions/call_recorders.h"
#include "suites/experiments/cast.h"
#include "suites/loading/import_recorder.h"

namespace isograde {
namespace {

std::vector<int> Places(int most) {
  std::vector<int> places;
  for (int place = 1; place < most; place *= 2) places.push_back(place);
  places.push_back(most);
  return places;
}

/// Interpreters that have imported and used the load, one after another.
class Climber {
 public:
  Climber(const Load& load, InterpreterConfig config, int most, Channel& channel)
      : load_(load),
        config_(config),
        channel_(channel),
        path_(SearchPath()),
        new_pages_(most + 1) {}

  /// One that ends again, so that the first that stays is not the first of its process.
  void WarmUp() {
    AddOne();
    channel_.Begin(stages::kEnd, created_);
    alive_.back().Leave();
    alive_.back().End();
    alive_.clear();
  }

  /// One more that stays.
  ClimbStep AddOne() {
    ++created_;
    Stopwatch watch;
    channel_.Begin(stages::kCreate, created_);
    std::optional<Interpreter> created;
    watch.Time([&] { created.emplace(Interpreter::Create(config_)); });
    alive_.push_back(Tenant::Of(load_, std::move(*created), path_));
    Tenant& tenant = alive_.back();
    const double before_import_s = watch.real_s();
    if (!load_.empty()) {
      channel_.Begin(stages::kImport, created_);
      watch.Time([&] { tenant.Import(); });
    }
    const double import_s = watch.real_s() - before_import_s;
    tenant.Prepare();
    if (!load_.empty()) channel_.Begin(stages::kUse, created_);
    watch.Time([&] { tenant.Use(); });
    const double new_pages_s = static_cast<double>(watch.pages()) * new_pages_.SecondsForOne();
    watch.Refer();
    return {.real_s = watch.real_s(),
            .cpu_s = watch.cpu_s(),
            .import_s = import_s,
            .new_pages_s = new_pages_s,
            .reference_s = watch.reference_s()};
  }

  double new_pages_bytes() const { return new_pages_.taken_bytes(); }

 private:
  const Load& load_;
  InterpreterConfig config_;
  Channel& channel_;
  std::vector<std::string> path_;
  NewPages new_pages_;
  std::vector<Tenant> alive_;
  int created_ = 0;
};

// Has malloc map large pieces by themselves, as it does in a process that has never freed one: the
// first that is freed, by an interpreter that ends for instance, makes glibc take all later ones
// from its heap (mallopt(3), M_MMAP_THRESHOLD). From 3.14 on that decides what the Nth costs: each
// mapping makes creating dearer (see NewPages), and an interpreter of 3.15 has four of its own, or
// none: on one day, of one build, the 1,000th took 86 ms or 9. What the user has set is left alone.
void MapLargePieces() {
  constexpr int kAsInANewProcess = 128 * 1024;
  if (!std::getenv("MALLOC_MMAP_THRESHOLD_") && !std::getenv("GLIBC_TUNABLES"))
    mallopt(M_MMAP_THRESHOLD, kAsInANewProcess);
}

Measurement Climb(const Load& load, InterpreterConfig config, int most, Channel& channel) {
  MapLargePieces();
  WarmMemory(most);
  Climber climber(load, config, most, channel);
  climber.WarmUp();
  MemoryInUse before;
  double pages_before = 0;
  Measurement climbed;
  int alive = 0;
  while (alive < most && climbed.stopped.empty()) {
    try {
      if (SpareMemory() > 0) {
        channel.Observe(climber.AddOne());
        ++alive;
        // The first takes what the one before it has left free.
        if (alive == 1) {
          before = OwnMemory();
          pages_before = climber.new_pages_bytes();
        }
      } else {
        climbed.stopped = fmt::format("memory was about to run out with {} alive", alive);
      }
    } catch (const std::exception& error) {
      if (alive == 0) throw;
      climbed.stopped = fmt::format("{} with {} alive", error.what(), alive);
    }
  }
  const MemoryInUse after = OwnMemory();
  const double pages = climber.new_pages_bytes() - pages_before;
  if (const int later = alive - 1; later > 0)
    climbed.counters = {
        {"pss_bytes", (after.pss - before.pss - pages) / later},
        {"private_dirty_bytes", (after.private_dirty - before.private_dirty - pages) / later}};
  climbed.iterations = 1;
  return climbed;
}

void AddClimbBenchmarks(const Load& load, InterpreterConfig config, const BenchmarkPlan& plan,
                        std::vector<Benchmark>& all) {
  const std::string climb = BenchmarkName("climb", load, config);
  const int most = plan.climb;
  const std::vector<int> places = Places(most);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const int place = places[i];
    all.push_back({.name = fmt::format("{}/interpreters:{}", climb, place),
                   .iterations = 1,
                   .repetitions = kFewRepetitions,
                   .place = place,
                   .next_place = i + 1 < places.size() ? places[i + 1] : 0,
                   .climb = climb,
                   .measure = [&load, config, most](std::int64_t, Channel& channel) {
                     return Climb(load, config, most, channel);
                   }});
  }
}

const BenchmarkRegistration kRegistration({.place = 50, .of_load = AddClimbBenchmarks});

}  // namespace
}  // namespace isograde
