#include "grading/run_cost.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

#include "checklist/experiment.h"
#include "checklist/interpreter_cost.h"

namespace isograde {
namespace {

double CpuSeconds(int who) {
  rusage usage{};
  getrusage(who, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// Wall time since this process started, Python's own start included; the kernel counts it in ticks
// of 10 ms.
double SecondsSinceStart() {
  std::ifstream file("/proc/self/stat");
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  text.erase(0, text.rfind(')') + 2);
  std::istringstream fields(text);
  std::string field;
  for (int index = 3; index <= 22; ++index) fields >> field;
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec) -
         std::stod(field) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

// CPU time to create and end one interpreter with nothing in it: the mean, since the floor is a
// total, and the first interpreter of every child costs more than the next.
double CostOfOne(const Observations& control) {
  const std::vector<InterpreterCost> costs = control.Across<InterpreterCost>();
  double total = 0;
  for (const InterpreterCost& one : costs) total += one.create_s + one.end_s;
  return costs.empty() ? 0 : total / static_cast<double>(costs.size());
}

}  // namespace

std::vector<ControlReport> ControlReports(ObservationSource& source) {
  std::vector<ControlReport> reports;
  for (const InterpreterConfig config : source.ControlledConfigs()) {
    const Observations& control = source.Control(config);
    for (const Experiment& experiment : AllExperiments()) {
      const Record* const record = control.Of(experiment.id);
      if (!record || experiment.config_independent) continue;
      const std::string problem =
          record->harness_error.empty() ? DescribeEnding(*record) : record->harness_error;
      reports.push_back({std::string(Name(config)), std::string(experiment.id),
                         problem.empty() ? "complete" : problem});
    }
  }
  return reports;
}

Timings MeasureRun(Schedule* schedule, const ChildPool::Totals& totals) {
  Timings timings;
  if (schedule) {
    for (const auto& [config, count] : schedule->created()) {
      timings.interpreters += count;
      timings.floor_s += count * CostOfOne(schedule->Control(config));
    }
  }
  timings.children = totals.children;
  timings.cpu_s = CpuSeconds(RUSAGE_SELF) + CpuSeconds(RUSAGE_CHILDREN);
  timings.wall_s = SecondsSinceStart();
  return timings;
}

}  // namespace isograde
