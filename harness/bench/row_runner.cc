#include "bench/row_runner.h"

#include <fmt/format.h>

#include "base/progress.h"
#include "bench/climb.h"

namespace isograde {

Measurement RowRunner::Next(std::int64_t iterations) {
  if (problem_.empty() && !warm_) Warm();
  Measurement measured;
  if (problem_.empty()) {
    measured = benchmark_.climb.empty() ? Measured(iterations) : Climbed();
    problem_ = measured.problem;
  }
  measured.problem = problem_;
  return measured;
}

// What is the first of its kind in a process finds the file cache warm.
void RowRunner::Warm() {
  warm_ = true;
  if (benchmark_.per_child == Benchmark::PerChild::kOne) problem_ = InChild(1).problem;
}

Measurement RowRunner::Measured(std::int64_t iterations) {
  if (benchmark_.per_child == Benchmark::PerChild::kMany) return InChild(iterations);
  Measurement sum;
  while (sum.iterations < iterations && sum.problem.empty()) {
    const Measurement one = InChild(1);
    sum.iterations += one.iterations;
    sum.real_s += one.real_s;
    sum.cpu_s += one.cpu_s;
    sum.problem = one.problem;
    for (const auto& [name, value] : one.counters) sum.counters[name] += value;
  }
  for (auto& [name, value] : sum.counters) value /= static_cast<double>(sum.iterations);
  return sum;
}

Measurement RowRunner::Climbed() {
  std::vector<Measurement>& climbs = together_.climbs[benchmark_.climb];
  if (climbs.size() <= repetition_) climbs.push_back(InChild(1));
  const Measurement& climb = climbs[repetition_++];
  const auto reached = static_cast<int>(climb.climb_real_s.size());
  if (!climb.problem.empty() || reached < benchmark_.place)
    return {.problem = climb.problem.empty() ? climb.stopped : climb.problem};
  return AtPlace(climb, benchmark_.place,
                 benchmark_.next_place == 0 || reached < benchmark_.next_place);
}

// Of what shares the fate of a hang.
const std::string& RowRunner::CommonName() const {
  if (!benchmark_.loads.empty()) return benchmark_.loads;
  return benchmark_.climb.empty() ? benchmark_.name : benchmark_.climb;
}

Measurement RowRunner::InChild(std::int64_t iterations) {
  if (const auto hung = together_.hung.find(CommonName()); hung != together_.hung.end())
    return {.problem = fmt::format("not tried: {} hung", hung->second)};
  const std::string key = benchmark_.name;
  ChildPool& pool = together_.pool;
  Progress::Show(fmt::format("{} measured, now {}", pool.totals().children, key));
  pool.Queue(key,
             [this, iterations](Channel& channel) { Measure(benchmark_, iterations, channel); }, {},
             {.company = ChildPool::Company::kNone});
  const Record record = pool.Wait(key);
  pool.Clear();
  Measurement measured = record.First<Measurement>().value_or(Measurement{});
  for (const ClimbStep& step : record.All<ClimbStep>()) Add(step, measured);
  if (record.ending == Ending::kTimedOut)
    together_.hung[CommonName()] = benchmark_.climb.empty() ? key : benchmark_.climb;
  const std::string broken =
      record.harness_error.empty() ? DescribeEnding(record) : record.harness_error;
  const bool any = measured.iterations > 0 || !measured.climb_real_s.empty();
  if (!broken.empty() && !measured.climb_real_s.empty()) {
    measured.stopped = broken;
  } else if (!broken.empty()) {
    measured.problem = broken;
  } else if (measured.problem.empty() && !any) {
    measured.problem = "nothing was measured";
  }
  return measured;
}

}  // namespace isograde
