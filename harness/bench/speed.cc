#include "bench/speed.h"

#include <algorithm>
#include <string>

#include "base/statistics.h"

namespace isograde {
namespace {

// `run_s`: of the run; `wanted_s`: of the machine as which the times are given.
void BringTo(double wanted_s, double run_s, nlohmann::json& row) {
  if (row.value("run_type", "iteration") != "iteration" || row.value("error_occurred", false) ||
      row.at("name").get<std::string>() == kReferenceRow)
    return;
  const double own_s = row.value(kReferenceCounter, run_s);
  for (const char* time : {"real_time", "cpu_time"})
    row[time] = row.at(time).get<double>() * wanted_s / (own_s > 0 ? own_s : run_s);
}

}  // namespace

const std::vector<double>* ReferencesOf(const BenchRow& row) {
  const auto found = row.counters.find(kReferenceCounter);
  if (found == row.counters.end() || found->second.size() != row.real_s.size() ||
      std::any_of(found->second.begin(), found->second.end(),
                  [](double seconds) { return seconds <= 0; }))
    return nullptr;
  return &found->second;
}

std::vector<double> ReferencesOf(const BenchResults& results) {
  std::vector<double> all;
  for (const BenchRow& row : results.rows) {
    if (const std::vector<double>* const references = ReferencesOf(row))
      all.insert(all.end(), references->begin(), references->end());
  }
  return all;
}

double SpeedOf(const BenchResults& results) { return Quantile(ReferencesOf(results), 0.5); }

std::vector<double> CommonSpeeds(const std::vector<BenchResults>& runs) {
  std::vector<double> common;
  for (const BenchResults& run : runs) {
    std::vector<double> of_machine;
    for (const BenchResults& other : runs) {
      const double speed = SpeedOf(other);
      if (speed > 0 && other.Context("machine") == run.Context("machine"))
        of_machine.push_back(speed);
    }
    common.push_back(SpeedOf(run) > 0 ? Quantile(of_machine, 0.5) : 0);
  }
  return common;
}

std::vector<nlohmann::json> AtOneSpeed(std::vector<nlohmann::json> written,
                                       const std::vector<BenchResults>& runs) {
  const std::vector<double> common = CommonSpeeds(runs);
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (common[i] <= 0) continue;
    const double run_s = SpeedOf(runs[i]);
    for (nlohmann::json& row : written[i].at("benchmarks")) BringTo(common[i], run_s, row);
  }
  return written;
}

}  // namespace isograde
