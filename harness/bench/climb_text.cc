#include "bench/climb_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "bench/text.h"

namespace isograde {
namespace {

// Costs that differ by less are the same, for a sentence.
constexpr double kAsMuch = 0.10;
// With fewer interpreters alive, a climb shows nothing.
constexpr int kFewest = 8;

/// How the cost of the next one changes with each that is alive, in seconds.
struct Change {
  double estimate = 0;
  double low = 0;
  double high = 0;
  std::size_t climbs = 0;
};

// "the 16th": in English.
std::string Ordinal(int number) {
  const int tens = number % 100, ones = number % 10;
  const char* ending = tens >= 11 && tens <= 13 ? "th"
                       : ones == 1              ? "st"
                       : ones == 2              ? "nd"
                       : ones == 3              ? "rd"
                                                : "th";
  return fmt::format("{}{}", fmt::group_digits(number), ending);
}

// Sen's interval holds for one climb. The machine's drift differs from one climb to the next, so
// what is told spans the intervals of all.
bool Find(const BenchRow& last, Change& change) {
  for (const char* counter : {"slope_s", "slope_low_s", "slope_high_s"}) {
    if (!last.counters.contains(counter)) return false;
  }
  const std::vector<double>&lows = last.counters.at("slope_low_s"),
        &highs = last.counters.at("slope_high_s");
  change = {last.Counter("slope_s"), *std::min_element(lows.begin(), lows.end()),
            *std::max_element(highs.begin(), highs.end()), lows.size()};
  return true;
}

// What the end of the slope's interval that is further from none makes of the last one's cost.
double Room(const Change& change, int alive, double cost) {
  const double furthest = std::abs(change.low) > std::abs(change.high) ? change.low : change.high;
  return furthest * alive / cost;
}

// Two places that cost as much show little by themselves: the cost is called linear where the whole
// interval of the slope, over all that were alive, would not change the cost of one by more than
// what counts as the same.
bool IsLinear(const Change& change, int alive, double cost) {
  return std::abs(Room(change, alive, cost)) < kAsMuch;
}

std::string RoomText(const Change& change, int alive, double cost) {
  const double room = Room(change, alive, cost);
  return fmt::format(
      "not enough to tell whether the cost of all is linear, as the slope may make the {} {:.0f} % "
      "{}",
      Ordinal(alive), std::abs(room) * 100, room > 0 ? "dearer" : "cheaper");
}

std::string Words(const Change& change) {
  return fmt::format(
      "each one alive changes the cost of the next by {:+.2f} us (95 %{}: {:+.2f} to "
      "{:+.2f})",
      change.estimate * 1e6,
      change.climbs > 1 ? fmt::format(", of all {} climbs", change.climbs) : "", change.low * 1e6,
      change.high * 1e6);
}

// "as much as the 8th", "1.4 times as much as the 8th: 14 ms, against 10 ms".
std::string Times(double now, double before, const std::string& whom) {
  const std::string than = whom.empty() ? "" : " as the " + whom;
  if (std::abs(now / before - 1) < kAsMuch) return "as much" + than;
  return fmt::format("{:.2g} times as much{}: {}, against {}", now / before, than, TimeText(now),
                     TimeText(before));
}

}  // namespace

std::string ClimbText(const BenchResults& results, const std::string& load,
                      const std::string& config) {
  std::map<int, const BenchRow*> climb;
  const std::string prefix = fmt::format("climb/{}/{}/interpreters:", load, config);
  for (const BenchRow& row : results.rows) {
    if (row.name.starts_with(prefix) && !row.real_s.empty())
      climb[std::stoi(row.name.substr(prefix.size()))] = &row;
  }
  if (climb.empty() || climb.rbegin()->first < kFewest) return {};
  const auto& [most, last] = *climb.rbegin();
  const auto early = climb.lower_bound(std::min(kFewest, most / 2));
  if (early->first == most) return {};
  const BenchRow& first = *early->second;
  // A machine that takes longer to give new memory is not an interpreter that costs more.
  const double pages = last->Counter("new_pages_s"), pages_before = first.Counter("new_pages_s");
  const bool slower_pages = pages - pages_before > kAsMuch * first.real();
  const double cost = last->real() - (slower_pages ? pages : 0),
               cost_before = first.real() - (slower_pages ? pages_before : 0);
  std::string line = fmt::format("the {} costs {}", Ordinal(most),
                                 Times(last->real(), first.real(), Ordinal(early->first)));
  if (slower_pages)
    line += "; less what this machine takes to give new memory, " + Times(cost, cost_before, "");
  Change change;
  const bool has_change = Find(*last, change);
  if (std::abs(cost / cost_before - 1) < kAsMuch) {
    line += has_change && IsLinear(change, most, cost)
                ? fmt::format(", so the cost of all is linear up to {}: {} each",
                              fmt::group_digits(most), TimeText(cost))
                : fmt::format(", {}; {}", TimeText(cost),
                              has_change ? RoomText(change, most, cost)
                                         : "too few were alive to tell more");
  }
  if (has_change && cost >= cost_before * (1 + kAsMuch) && change.low > 0)
    line += ", so the cost of all is more than linear";
  if (has_change && cost <= cost_before * (1 - kAsMuch) && change.high < 0)
    line += ", so the cost of all is less than linear";
  if (has_change) line += "; " + Words(change);
  return line;
}

}  // namespace isograde
