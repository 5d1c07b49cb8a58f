#include "checklist/makings.h"

#include <algorithm>

namespace isograde {

ISOGRADE_JSON_FIELDS(Makings, members);

Making MakingIn(const Record& alone) {
  if (auto own = alone.First<Making>()) return *own;
  const auto parts = alone.First<Makings>();
  if (!parts || parts->members.empty()) return {};
  const std::vector<Making>& all = parts->members;
  const bool alike =
      std::all_of(all.begin(), all.end(), [&](const Making& one) { return one == all.front(); });
  return alike ? all.front() : Making{};
}

}  // namespace isograde
