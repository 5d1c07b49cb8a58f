#include "suites/c_api/stable_abi.h"

#include <algorithm>
#include <iterator>

namespace isograde {
namespace {

struct Row {
  std::string_view symbol;
  int minor;
};
constexpr Row kStable[] = {
#include ISOGRADE_STABLE_ABI
};
static_assert(std::is_sorted(std::begin(kStable), std::end(kStable),
                             [](const Row& a, const Row& b) { return a.symbol < b.symbol; }));

}  // namespace

std::optional<int> StableSince(std::string_view symbol) {
  const Row* const row =
      std::lower_bound(std::begin(kStable), std::end(kStable), symbol,
                       [](const Row& entry, std::string_view name) { return entry.symbol < name; });
  if (row == std::end(kStable) || row->symbol != symbol) return std::nullopt;
  return row->minor;
}

}  // namespace isograde
