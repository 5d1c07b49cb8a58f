#pragma once

#include <string>

#include "report/style.h"

namespace isograde {

struct Report;

struct TextOptions {
  bool verbose = false;  ///< passing checks and all evidence too
  bool timings = false;
};

/// The report for people: grade, what is declared beside what was demonstrated, failing checks with
/// their evidence first.
std::string ToText(const Report& report, const TextOptions& options, const Style& style);

}  // namespace isograde
