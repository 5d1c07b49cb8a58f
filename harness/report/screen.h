#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/style.h"

namespace isograde {

struct TargetGroup;
struct TargetReport;

struct ScreenOptions {
  std::size_t width = 80;
  bool whole = false;  ///< as many lines as it takes
};

/// What is told of a target, with its members, to who sits at a terminal: its grade, what one gets
/// of it use by use, what that comes from, and what to type next. At most 25 lines, none of them
/// wider than the terminal but for words that are longer.
std::string ToScreen(const TargetGroup& group, const ScreenOptions& options, const Style& style);

/// Its head alone, line by line: grade, use table, what it declares and did.
std::vector<std::string> HeadOf(const TargetGroup& group, const ScreenOptions& options,
                                const Style& style);

}  // namespace isograde
