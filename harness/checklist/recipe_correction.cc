#include "checklist/recipe_correction.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "checklist/call_outcome.h"

namespace isograde {
namespace {

constexpr const char* kAlone = "in the main interpreter alone";

class Correction {
 public:
  explicit Correction(Recipe& recipe) : recipe_(recipe) {}

  // False where no call could be made.
  bool LookAtSetup(const Record& alone) {
    const auto failure = alone.First<SetupFailure>();
    if (failure)
      Blame(recipe_.setup, fmt::format("its setup raises {} {}", Text(failure->raised), kAlone));
    const bool broke = alone.ending != Ending::kComplete && alone.last().Is(stages::kSetup);
    if (broke)
      Blame(recipe_.setup,
            fmt::format("its setup does not come to its end {}, where the process {}", kAlone,
                        DescribeEnding(alone)));
    if (failure || broke) recipe_.DropCalls();
    return !failure && !broke;
  }

  void Look(const RaiseOutcome& outcome) {
    const bool drops = !outcome.trouble.empty() || outcome.is_wrong;
    if (!outcome.trouble.empty()) {
      Blame(outcome.call, outcome.trouble);
    } else if (!outcome.caught) {
      Blame(outcome.call, fmt::format("{}, not {}", WhatItRaised(outcome), outcome.exception));
    }
    if (drops)
      std::erase_if(recipe_.raises, [&](const Recipe::Raise& raise) {
        return raise.call == outcome.call && raise.exception == outcome.exception;
      });
  }

  void Look(const UseOutcome& outcome) {
    const auto is_it = [&](const Recipe::Decline& decline) { return decline.call == outcome.call; };
    if (!outcome.trouble.empty()) {
      Blame(outcome.call, outcome.trouble);
      std::erase_if(recipe_.declines, is_it);
      return;
    }
    const bool may_raise =
        std::any_of(recipe_.declines.begin(), recipe_.declines.end(), is_it) && !outcome.is_wrong;
    if (!outcome.raised || may_raise) return;
    Blame(outcome.call, WhatItRaised(outcome));
    if (!outcome.is_wrong) return;
    std::erase_if(recipe_.declines, is_it);
    std::erase(recipe_.accepts, outcome.call);
    for (std::string* one : {&recipe_.exercise, &recipe_.callback}) {
      if (*one == outcome.call) one->clear();
    }
  }

  void Look(const CurrentOutcome& outcome) {
    if (!outcome.raised) return;
    Blame(outcome.call, WhatItRaised(outcome));
    std::erase_if(recipe_.current, [&](const Recipe::Current& current) {
      return current.set == outcome.call || current.seen == outcome.call;
    });
  }

 private:
  static std::string WhatItRaised(const auto& outcome) {
    return outcome.raised
               ? fmt::format("`{}` raises {} {}", outcome.call, Text(outcome.raised), kAlone)
               : fmt::format("`{}` raises nothing {}", outcome.call, kAlone);
  }

  void Blame(const std::string& code, std::string text) {
    recipe_.faults.push_back({recipe_.module, recipe_.file, recipe_.LineOf(code), std::move(text)});
  }

  Recipe& recipe_;
};

}  // namespace

Recipe Corrected(Recipe recipe, const Record& alone) {
  Correction correction(recipe);
  const auto look_at_each = [&](const auto& outcomes) {
    for (const auto& outcome : outcomes) correction.Look(outcome);
  };
  if (!correction.LookAtSetup(alone)) return recipe;
  look_at_each(alone.All<RaiseOutcome>());
  look_at_each(alone.All<UseOutcome>());
  look_at_each(alone.All<CurrentOutcome>());
  return recipe;
}

}  // namespace isograde
