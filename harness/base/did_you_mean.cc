#include "base/did_you_mean.h"

#include <algorithm>
#include <cctype>

namespace isograde {
namespace {

// One mistake in so many letters is likely.
constexpr int kLettersPerMistake = 4;

bool IsSame(char one, char other) {
  return std::tolower(static_cast<unsigned char>(one)) ==
         std::tolower(static_cast<unsigned char>(other));
}

}  // namespace

int EditDistance(std::string_view one, std::string_view other) {
  // The last three rows of the table of all beginnings of both.
  std::vector<int> before, above(other.size() + 1), row(other.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= one.size(); ++i) {
    before = above;
    above = row;
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const int exchanged = above[j - 1] + (IsSame(one[i - 1], other[j - 1]) ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, exchanged});
      if (i > 1 && j > 1 && IsSame(one[i - 1], other[j - 2]) && IsSame(one[i - 2], other[j - 1]))
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& known) {
  int least = 1 + static_cast<int>(word.size()) / kLettersPerMistake;
  const std::string* nearest = nullptr;
  for (const std::string& candidate : known) {
    const int distance = EditDistance(word, candidate);
    if (distance > least || (nearest && distance == least)) continue;
    least = distance;
    nearest = &candidate;
  }
  return nearest ? "; did you mean " + *nearest + "?" : "";
}

}  // namespace isograde
