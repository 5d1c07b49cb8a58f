#pragma once

#include <string>
#include <vector>

#include "base/json_fields.h"
#include "checklist/break_site.h"

namespace isograde {

/// A way in which an experiment broke with no target in it.
struct Breakdown {
  BreakSite site;
  std::string words;                  ///< as DescribeEnding has it
  std::vector<std::string> finished;  ///< ids of the stages that it had gone through
  int times = 0;
};
ISOGRADE_JSON(Breakdown);

/// How reliable an experiment is on a build of CPython, in one config, where nothing but one thing
/// is imported.
struct Reliability {
  std::string with;  ///< "": nothing; an innocent extension (innocent.h); a module's name
  int tries = 0;
  std::vector<Breakdown> breakdowns;  ///< those that it does not show with nothing as well

  int broken() const;
};
ISOGRADE_JSON(Reliability);

/// The breakdown that another break is like (IsLike); nullptr: none.
const Breakdown* LikeIn(const std::vector<Breakdown>& breakdowns, const BreakSite& site);
bool IsLikeOneOf(const std::vector<Reliability>& all, const BreakSite& site);

/// "with _datetime imported", "with no extension at all".
std::string Words(const Reliability& reliability);

/// Adds what one try showed. A record that came to its end only counts.
void Note(const Record& record, Reliability& reliability);

}  // namespace isograde
