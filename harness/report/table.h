#pragma once

#include <string>
#include <vector>

namespace isograde {

/// A table for a terminal: cells are wrapped at blanks to their column's width (in characters,
/// ASCII), rows set off by a blank line. The last column is not padded. Every row has as many cells
/// as `widths`.
std::string FormatTable(const std::vector<std::size_t>& widths,
                        const std::vector<std::vector<std::string>>& rows);

}  // namespace isograde
