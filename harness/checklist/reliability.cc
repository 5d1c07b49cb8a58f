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

const Breakdown* LikeIn(const std::vector<Breakdown>& breakdowns, const BreakSite& site) {
  const auto found = std::find_if(breakdowns.begin(), breakdowns.end(),
                                  [&](const Breakdown& one) { return IsLike(one.site, site); });
  return found == breakdowns.end() ? nullptr : &*found;
}

bool IsLikeOneOf(const std::vector<Reliability>& all, const BreakSite& site) {
  return std::any_of(all.begin(), all.end(), [&](const Reliability& tried) {
    return LikeIn(tried.breakdowns, site) != nullptr;
  });
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
