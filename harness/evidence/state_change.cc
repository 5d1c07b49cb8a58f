#include "evidence/state_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/fault.h"
#include "base/json_name.h"

namespace isograde {

ISOGRADE_JSON_FIELDS(StateChange, level, item, kind, was, is, words);

namespace {

std::optional<long> Number(const std::string& text) {
  long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

std::optional<long> Growth(const StateChange& change) {
  const auto was = Number(change.was), is = Number(change.is);
  return was && is ? std::optional(*is - *was) : std::nullopt;
}

bool IsOfDescriptor(const StateChange& change) { return change.item.starts_with("descriptor "); }

// Whether `other` makes up for `change`; of a number that grew, for a part of it.
bool MakesUpFor(const StateChange& other, StateChange& change) {
  if (other.level != change.level || other.kind != change.kind) return false;
  if (IsOfDescriptor(other) && IsOfDescriptor(change))
    return other.is == change.is && other.was == change.was;
  if (other.item != change.item) return false;
  const auto by = Growth(other), all = Growth(change);
  if (!by || !all) return other.is == change.is;
  if (*by >= *all) return true;
  change.was = std::to_string(*Number(change.was) + *by);
  return false;
}

}  // namespace

std::vector<StateChange> Beyond(std::vector<StateChange> others, std::vector<StateChange> changes) {
  if (ISOGRADE_FAULT("judging/nothing-is-subtracted")) return changes;
  std::erase_if(changes, [&](StateChange& change) {
    const auto found = std::find_if(others.begin(), others.end(), [&](const StateChange& other) {
      return MakesUpFor(other, change);
    });
    if (found == others.end()) return false;
    others.erase(found);
    return true;
  });
  return changes;
}

std::string Text(const StateChange& change) {
  const std::string what = fmt::format("{}: {}", JsonName(change.level), change.item);
  if (!change.words.empty())
    return fmt::format("{}: {} ({}, is {})", JsonName(change.level), change.words, change.was,
                       change.is);
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
