#include <fmt/format.h>

#include <cstdio>

#include "base/exit_code.h"
#include "base/written_file.h"
#include "cli/commands.h"
#include "report/badge.h"
#include "report/read_report.h"
#include "report/report.h"

namespace isograde {

int BadgeCommand(const Options& options) {
  const Badge badge = BadgeOf(ReadReport(options.report_file), options.badge_target);
  if (!options.endpoint.empty())
    WriteFile(options.endpoint, ToShieldsEndpoint(badge).dump(1, ' ') + "\n");
  if (!options.output.empty()) {
    WriteFile(options.output, ToSvg(badge));
  } else if (options.endpoint.empty()) {
    std::fputs(ToSvg(badge).c_str(), stdout);
    return kThresholdMet;
  }
  fmt::print("{}: {}\n", badge.label, badge.message);
  return kThresholdMet;
}

}  // namespace isograde
