#include "checklist/likely_check.h"

#include <vector>

#include "base/did_you_mean.h"
#include "checklist/check.h"

namespace isograde {

std::string LikelyCheck(std::string_view mistyped) {
  if (mistyped.find_first_of("*?") != std::string_view::npos) return {};
  const bool is_id = mistyped.find('/') != std::string_view::npos;
  std::vector<std::string> known;
  for (const Check& check : AllChecks()) known.emplace_back(is_id ? check.id : check.name());
  std::string likely = DidYouMean(mistyped, known);
  if (likely.empty() || is_id) return likely;
  // An id says where to find it.
  for (const Check& check : AllChecks()) {
    if (likely == "; did you mean " + std::string(check.name()) + "?")
      return "; did you mean " + std::string(check.id) + "?";
  }
  return likely;
}

}  // namespace isograde
