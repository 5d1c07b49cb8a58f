#pragma once

#include <cstddef>

namespace isograde {

/// How many characters a line may have: as COLUMNS says, as the terminal of a stream has (1 stdout,
/// 2 stderr), or 80. At least 40.
std::size_t TerminalWidth(int descriptor);

}  // namespace isograde
