#include "gate/use_turn.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "report/words.h"

namespace isograde {
namespace {

constexpr std::size_t kNamesShown = 6;

struct WordRow {
  UseWord word;
  int rank;  ///< the higher the better; 0: outside of the order
  const char* does;
  const char* did;
};
constexpr WordRow kWords[] = {
    {UseWord::kWorks, 4, "works", "worked"},
    {UseWord::kFallsBack, 3, "falls back", "fell back"},
    {UseWord::kRefuses, 2, "refuses", "refused"},
    {UseWord::kUnsafe, 1, "is unsafe", "was unsafe"},
    {UseWord::kUnknown, 0, "cannot be told", "could not be told"},
};

const WordRow& RowOf(UseWord word) {
  return *std::find_if(std::begin(kWords), std::end(kWords),
                       [&](const WordRow& row) { return row.word == word; });
}

// What is missing now and was not.
std::vector<std::string> NewlyMissing(std::vector<std::string> was, std::vector<std::string> is) {
  std::sort(was.begin(), was.end());
  std::sort(is.begin(), is.end());
  std::vector<std::string> missing;
  std::set_difference(is.begin(), is.end(), was.begin(), was.end(), std::back_inserter(missing));
  return missing;
}

}  // namespace

std::optional<UseTurn> TurnOf(const Use& was, const Use& is) {
  const WordRow &before = RowOf(was.word), &after = RowOf(is.word);
  if (before.word == after.word) {
    const Use lost{.config = is.config,
                   .word = is.word,
                   .missing_modules = NewlyMissing(was.missing_modules, is.missing_modules),
                   .missing_names = NewlyMissing(was.missing_names, is.missing_names)};
    if (lost.missing_modules.empty() && lost.missing_names.empty()) return std::nullopt;
    return UseTurn{Drift::kWorse,
                   fmt::format("{}: {} with less than before: {}", UseName(is.config), after.does,
                               UseDetail(lost, kNamesShown))};
  }
  const std::string detail = UseDetail(is, kNamesShown);
  const Drift drift = before.rank == 0           ? Drift::kNoted
                      : after.rank < before.rank ? Drift::kWorse
                                                 : Drift::kBetter;
  return UseTurn{drift, fmt::format("{}: {}, where it {}{}", UseName(is.config), after.does,
                                    before.did, detail.empty() ? "" : ": " + detail)};
}

}  // namespace isograde
