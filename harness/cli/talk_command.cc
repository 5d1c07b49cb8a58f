#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "base/exit_code.h"
#include "base/progress.h"
#include "checklist/scene.h"
#include "cli/commands.h"
#include "interpreter/cpython_api.h"
#include "report/style.h"
#include "report/table.h"
#include "sandbox/child_pool.h"

namespace isograde {

int TalkCommand(const Options& options) {
  ChildPool pool(0, options.grading.limits);
  pool.OnProgress(Progress::ShowExperiments);
  for (const Scene& scene : AllScenes()) {
    pool.Queue(std::string(scene.id), [&scene](Channel& channel) {
      channel.Observe(scene.run());  // its interpreters are ended by now, so a crash in that costs
                                     // the scene its row
    });
  }
  std::vector<std::vector<std::string>> rows = {
      {"what", "said in 2019", "CPython " + cpython::VersionText(), "holds", "since"}};
  bool complete = true;
  for (const Scene& scene : AllScenes()) {
    const Record& record = pool.Wait(std::string(scene.id));
    const auto outcome = record.First<SceneOutcome>();
    complete &= record.harness_error.empty();
    const std::string trouble =
        record.harness_error.empty() ? DescribeEnding(record) : record.harness_error;
    rows.push_back({std::string(scene.claim), std::string(scene.claimed),
                    outcome ? outcome->observed : "this CPython " + trouble,
                    !outcome              ? "?"
                    : outcome->as_claimed ? "yes"
                                          : "no",
                    std::string(scene.since)});
  }
  Progress::Clear();
  const Style style = Style::ForDescriptor(STDOUT_FILENO);
  fmt::print(
      "{}\n\n{}",
      style.Bold(
          "Extension Modules And Subinterpreters (Python Language Summit 2019), as it runs today"),
      FormatTable({34, 34, 40, 5, 36}, rows));
  return complete ? kThresholdMet : kHarnessFailed;
}

}  // namespace isograde
