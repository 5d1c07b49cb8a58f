#pragma once

#include <cstddef>
#include <string>

namespace isograde {

struct Report;

/// GitHub shows no job summary above 1 MiB; the rest is for what others write into it.
inline constexpr std::size_t kMarkdownLimit = 1'000'000;

/// A text as such, not as markup, on one line, cut where it is long; what stands in backticks as
/// code. May stand in a table.
std::string MarkdownText(const std::string& text);

/// GitHub's Markdown, of at most `limit` bytes: how many targets have which grade, a table of the
/// targets, then each one's failures, the worst first. The counts are of all targets; where rows or
/// failures are left out, it says how many and of what.
std::string ToMarkdown(const Report& report, std::size_t limit = kMarkdownLimit);

}  // namespace isograde
