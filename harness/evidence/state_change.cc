#include "evidence/state_change.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_name.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(StateChange, level, item, kind, was, is);

std::string Text(const StateChange& change) {
  const std::string what = fmt::format("{}: {}", JsonName(change.level), change.item);
  switch (change.kind) {
    case StateChange::Kind::kNew:
      return fmt::format("{} is new: {}", what, change.is);
    case StateChange::Kind::kGone:
      return change.was.empty() ? what + " is gone"
                                : fmt::format("{} is gone; it was {}", what, change.was);
    case StateChange::Kind::kOther:
      break;
  }
  return fmt::format("{} was {}, is {}", what, change.was, change.is);
}

std::vector<std::string> Texts(const std::vector<StateChange>& changes) {
  std::vector<std::string> texts;
  std::transform(changes.begin(), changes.end(), std::back_inserter(texts),
                 [](const StateChange& change) { return Text(change); });
  return texts;
}

}  // namespace isograde
