#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace isograde {

/// How a paragraph stands on a screen. Widths are in characters.
struct Layout {
  std::size_t width = 80;
  std::size_t indent = 0;  ///< of the lines after the first
  /// What is more is left out, and "..." stands for it.
  std::size_t most_lines = std::numeric_limits<std::size_t>::max();
};

/// Characters that a text takes on a terminal: those of UTF-8, colours left out.
std::size_t Columns(std::string_view text);

/// A label, which may have colour, and a text behind it, which has none: lines that break between
/// words, without the newline. A word that is longer than a line stands alone. Control characters
/// of the text are shown as `?`.
std::vector<std::string> Wrapped(const std::string& label, std::string_view text,
                                 const Layout& layout);

}  // namespace isograde
