#include "checklist/reliability.h"

#include <fmt/format.h>

#include <algorithm>

#include "checklist/innocent.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(Breakdown, site, words, finished, times);
ISOGRADE_JSON_FIELDS(Reliability, with, tries, breakdowns);

int Reliability::broken() const {
  int count = 0;
  for (const Breakdown& breakdown : breakdowns) count += breakdown.times;
  return count;
}

std::string Words(const Reliability& reliability) {
  if (reliability.with.empty()) return "with no extension at all";
  if (const Innocent* const innocent = FindInnocent(reliability.with))
    return fmt::format("with {}", innocent->words);
  return fmt::format("with only {} imported", reliability.with);
}

void Note(const Record& record, Reliability& reliability) {
  ++reliability.tries;
  if (!HasBroken(record)) return;
  const BreakSite site = SiteOf(record);
  auto& known = reliability.breakdowns;
  const auto same = std::find_if(known.begin(), known.end(), [&](const Breakdown& one) {
    return one.site == site && one.finished == record.finished;
  });
  if (same != known.end()) {
    ++same->times;
  } else {
    known.push_back({site, DescribeEnding(record), record.finished, 1});
  }
}

}  // namespace isograde
