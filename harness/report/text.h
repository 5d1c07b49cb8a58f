#pragma once

#include <cstddef>
#include <string>

#include "report/style.h"

namespace isograde {

struct Report;
struct TargetGroup;

struct TextOptions {
  bool verbose = false;  ///< every cause, every check and all evidence
  bool timings = false;
  std::size_t width = 80;  ///< of a line, in characters
};

/// The report for people, a screen for each target.
std::string ToText(const Report& report, const TextOptions& options, const Style& style);

/// Its parts, for who tells them as they come. What stands before the targets: of a report without
/// any.
std::string TextHead(const Report& report, const TextOptions& options, const Style& style);
std::string TextOf(const TargetGroup& group, const TextOptions& options, const Style& style);
/// What came from the store, and why the rest did not; empty: nothing did.
std::string StoreText(const Report& report, const TextOptions& options);
/// How many targets have which grade, where there are several; what the control and the run came
/// to.
std::string TextEnd(const Report& report, const TextOptions& options, const Style& style);

}  // namespace isograde
